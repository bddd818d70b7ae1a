"""What OpenAPI cannot say, said to Schemathesis. Each edit makes a case valid in the one respect that its comment names;
Schemathesis then looks again whether the case is valid, so that nothing else of it is excused."""

import base64
import json
import os
import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from hypothesis import strategies

zones = ["UTC", "Asia/Kolkata", "America/New_York", "Pacific/Chatham"]
schemathesis.openapi.format("time-zone", strategies.sampled_from(zones))

kinds = {
    "calls": ("started_at",),
    "evaluations": ("evaluated_at",),
    "compliance_checks": ("checked_at",),
    "agents": ("agent_id", "name"),
    "campaigns": ("campaign_id", "name"),
}


of_some_types = ("disposition", "parameter", "check", "severity", "evaluation_kind")


@schemathesis.serializer("application/x-ndjson", "application/ndjson")
def ndjson(ctx: Any, value: Any) -> Any:
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    leave_out_foreign_cursor(case)
    operation = case.operation.definition.raw.get("operationId")
    if operation == "sendRecords":
        send_records_of_one_kind(case)
    if operation == "revokeKey":
        spare_own_key(case)
    if isinstance(case.body, dict):
        if operation == "changeWorkspace":
            allow_mail_everywhere(case)
        if operation == "startRun":
            run_now(case)
        if operation in ("createWebhook", "changeWebhook"):
            call_this_machine(case)
        if operation == "changeSchedule":
            case.body = with_filters_of_all_types(without_foreign_figure(without_ignored(with_known_zone(case.body))))
        if operation == "replaceBranding":
            case.body = with_whole_logo(with_dark_colour(with_date_format_of_language(case.body)))
        if operation == "renderReport":
            case.body = in_one_file(case.body)
        if operation == "createReport":
            case.body = with_filters_of_all_types(of_a_year(in_one_file(with_known_zone(case.body))))
            if isinstance(case.body.get("schedule"), dict):
                schedule = without_foreign_figure(without_ignored(case.body["schedule"]))
                case.body = {**case.body, "schedule": schedule}


def leave_out_foreign_cursor(case: Any) -> None:
    """A cursor is text to its reader, but only one that a page gave is a cursor; and it comes instead of an offset."""
    query = case.query
    if not query or "cursor" not in query:
        return
    try:
        is_ours = isinstance(json.loads(base64.urlsafe_b64decode(query["cursor"] + "===")), list)
    except (ValueError, TypeError):
        is_ours = False
    dropped = "offset" if is_ours else "cursor"
    case.query = {name: value for name, value in query.items() if name != dropped}


def send_records_of_one_kind(case: Any) -> None:
    """Which records the body may have depends on the kind in the path; NDJSON is text, but not any text is NDJSON."""
    if "ndjson" in str(case.media_type) and isinstance(case.body, str) and case.path_parameters.get("kind") in kinds:
        case.path_parameters = {**case.path_parameters, "kind": "agents"}
        case.body = '{"agent_id": "agt_7", "name": "Ann"}\n'
        return
    if not isinstance(case.body, list) or case.path_parameters.get("kind") not in kinds:
        return
    kind = next((kind for kind in map(kind_of, case.body) if kind), None)
    if kind is None:
        return
    case.path_parameters = {**case.path_parameters, "kind": kind}
    case.body = [record for record in case.body if kind_of(record) in (kind, None)]


def kind_of(record: Any) -> str | None:
    if not isinstance(record, dict):
        return None
    return next((kind for kind, names in kinds.items() if all(name in record for name in names)), None)


def spare_own_key(case: Any) -> None:
    """Without it every answer after would be a 401."""
    if case.path_parameters.get("keyId") == os.environ["REPORTS_KEY_ID"]:
        case.path_parameters = {**case.path_parameters, "keyId": "key_0"}


def allow_mail_everywhere(case: Any) -> None:
    """Where mail may go is the workspace's to say: once it is said, requests that name other domains are refused."""
    if isinstance(case.body.get("allowed_recipient_domains"), list):
        case.body = {**case.body, "allowed_recipient_domains": []}


def run_now(case: Any) -> None:
    """An instant is a slot or it is not, by the schedule."""
    case.body = {name: value for name, value in case.body.items() if name != "scheduled_for"}


def call_this_machine(case: Any) -> None:
    """Names are resolved, and a test does not ask strangers'."""
    url = case.body.get("url")
    if isinstance(url, str) and urlsplit(url).scheme:
        case.body = {**case.body, "url": "http://127.0.0.1:9/hooks"}


def of_a_year(report: dict[str, Any]) -> dict[str, Any]:
    """A period begins before it ends, and has at most 366 days."""
    try:
        days = (date.fromisoformat(report["to"]) - date.fromisoformat(report["from"])).days
    except (KeyError, TypeError, ValueError):
        return report
    return report if 0 <= days < 366 else {**report, "to": report["from"]}


def in_one_file(report: dict[str, Any]) -> dict[str, Any]:
    """What can be split depends on the type: agent coaching alone."""
    if report.get("type") == "agent_coaching" or report.get("split_by") not in ("agent", "team"):
        return report
    return {name: value for name, value in report.items() if name != "split_by"}


def with_known_zone(body: dict[str, Any]) -> dict[str, Any]:
    """Which zones there are is IANA's to say. Where the format is not heeded, any text comes."""
    zone = body.get("timezone")
    return {**body, "timezone": "UTC"} if isinstance(zone, str) and zone not in zones else body


def with_date_format_of_language(branding: dict[str, Any]) -> dict[str, Any]:
    """Months come first in English alone."""
    if branding.get("date_format") != "month_day_year" or branding.get("language") in (None, "en"):
        return branding
    return {name: value for name, value in branding.items() if name != "date_format"}


def with_filters_of_all_types(report: dict[str, Any]) -> dict[str, Any]:
    """Which filters there are depends on the type."""
    filters = report.get("filters")
    if not isinstance(filters, dict):
        return report
    return {**report, "filters": {name: value for name, value in filters.items() if name not in of_some_types}}


def without_ignored(schedule: dict[str, Any]) -> dict[str, Any]:
    """The document says of fields that the frequency does not use that they are ignored, whatever they hold."""
    ignored = {
        "daily": ("day_of_week", "day_of_month"),
        "weekly": ("day_of_month",),
        "monthly": ("day_of_week",),
    }.get(str(schedule.get("frequency")), ())
    return {name: value for name, value in schedule.items() if name not in ignored}


def without_foreign_figure(schedule: dict[str, Any]) -> dict[str, Any]:
    """Which figures there are depends on the type of the report."""
    condition = schedule.get("deliver_if")
    if not isinstance(condition, dict) or not isinstance(condition.get("figure"), str):
        return schedule
    return {**schedule, "deliver_if": None}


def with_dark_colour(branding: dict[str, Any]) -> dict[str, Any]:
    """A colour must stand out from white by 4.5 to 1: a sum over its digits."""
    colour = branding.get("accent_colour")
    if not isinstance(colour, str) or not re.fullmatch("#[0-9a-f]{6}", colour) or contrast_to_white(colour) >= 4.5:
        return branding
    return {**branding, "accent_colour": "#0b6e4f"}


def contrast_to_white(colour: str) -> float:
    """As WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)


def with_whole_logo(branding: dict[str, Any]) -> dict[str, Any]:
    """The schema can say that a logo is base64, not that the bytes are an image."""
    logo = branding.get("logo")
    if not isinstance(logo, str) or len(logo) > 90_000 or not re.fullmatch(r"data:image/(png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}", logo):
        return branding
    return {**branding, "logo": f"data:image/png;base64,{one_pixel}"}


one_pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
