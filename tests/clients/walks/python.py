"""The documentation's walkthrough with the client that openapi-python-client generates."""

import datetime
import os

import httpx

from reports_api_client import AuthenticatedClient
from reports_api_client.api.reports import create_report, get_report, list_reports
from reports_api_client.api.schedules import cancel_schedule
from reports_api_client.models import (
    AcceptedReport,
    CreateReport,
    DayOfWeek,
    Frequency,
    Problem,
    QaPerformanceData,
    QaPerformanceReport,
    ReportFilters,
    ReportFormat,
    ReportList,
    ReportStatus,
    ReportType,
    ScheduleCancelled,
    ScheduleRequest,
)

client = AuthenticatedClient(
    base_url=os.environ["REPORTS_URL"], token=os.environ["REPORTS_API_KEY"], timeout=httpx.Timeout(60)
)
january = (datetime.date(2024, 1, 1), datetime.date(2024, 1, 31))


def post(body: CreateReport) -> AcceptedReport:
    answer = create_report.sync(client=client, body=body)
    assert isinstance(answer, AcceptedReport), answer
    return answer


def finished(report_id: str) -> QaPerformanceReport:
    while True:
        report = get_report.sync(report_id, client=client, wait=15)
        assert isinstance(report, QaPerformanceReport), report
        if report.status != ReportStatus.GENERATING:
            return report


weekly = ScheduleRequest(
    frequency=Frequency.WEEKLY, day_of_week=DayOfWeek.MONDAY, time="06:00", email="qa-team@yourcompany.com"
)
accepted = post(
    CreateReport(
        type_=ReportType.QA_PERFORMANCE,
        from_=january[0],
        to=january[1],
        format_=ReportFormat.JSON,
        schedule=weekly,
    )
)
assert accepted.schedule and accepted.schedule.next_run_at

report = finished(accepted.report_id)
assert isinstance(report.data, QaPerformanceData)
assert report.data.calls_evaluated == 842
assert report.data.parameter_breakdown[0].parameter == "Greeting Compliance"

pdf = finished(
    post(
        CreateReport(
            type_=ReportType.QA_PERFORMANCE,
            from_=january[0],
            to=january[1],
            format_=ReportFormat.PDF,
            filters=ReportFilters(campaign_id=["cmp_4Rv8sT1wX", "cmp_2Jn5pK8qR"]),
        )
    ).report_id
)
assert isinstance(pdf.download_url, str)
assert httpx.get(pdf.download_url).content.startswith(b"%PDF-")

reports = list_reports.sync(
    client=client, type_=ReportType.QA_PERFORMANCE, status=ReportStatus.COMPLETED, limit=10
)
assert isinstance(reports, ReportList)
assert accepted.report_id in [item.report_id for item in reports.data]

cancelled = cancel_schedule.sync(accepted.report_id, client=client)
assert isinstance(cancelled, ScheduleCancelled)
assert not cancelled.scheduled

backwards = CreateReport(type_=ReportType.QA_PERFORMANCE, from_=january[1], to=january[0])
problem = create_report.sync(client=client, body=backwards)
assert isinstance(problem, Problem)
assert problem.code == "invalid_request"
assert problem.errors and problem.errors[0].pointer == "/to"
print("walked")
