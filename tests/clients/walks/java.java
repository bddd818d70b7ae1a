import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.LocalDate;
import java.util.List;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.JSON;
import org.openapitools.client.api.RecordsApi;
import org.openapitools.client.api.ReportsApi;
import org.openapitools.client.api.SchedulesApi;
import org.openapitools.client.api.WebhooksApi;
import org.openapitools.client.model.*;

/** The documentation's walkthrough with the client that openapi-generator generates for Java. */
public final class Walk {
  private static final LocalDate FROM = LocalDate.parse("2024-01-01");
  private static final LocalDate TO = LocalDate.parse("2024-01-31");
  private static ReportsApi reports;

  private static void expect(boolean holds, String what) {
    if (!holds) throw new IllegalStateException("It does not hold that " + what);
  }

  private static CreateReport january(ReportFormat format) {
    return new CreateReport().type(ReportType.QA_PERFORMANCE).from(FROM).to(TO).format(format);
  }

  private static QaPerformanceReport finished(String reportId) throws ApiException {
    while (true) {
      // An int would call Object.wait(long).
      QaPerformanceReport report = reports.getReport(reportId).wait(Integer.valueOf(15)).execute().getQaPerformanceReport();
      if (report.getStatus() != ReportStatus.GENERATING) return report;
    }
  }

  public static void main(String[] arguments) throws Exception {
    ApiClient client = new ApiClient();
    client.setBasePath(System.getenv("REPORTS_URL"));
    client.setBearerToken(System.getenv("REPORTS_API_KEY"));
    client.setReadTimeout(60_000);
    reports = new ReportsApi(client);

    ScheduleRequest weekly =
        new ScheduleRequest()
            .frequency(Frequency.WEEKLY)
            .dayOfWeek(DayOfWeek.MONDAY)
            .time("06:00")
            .email(new Recipients("qa-team@yourcompany.com"));
    AcceptedReport accepted =
        reports.createReport().createReport(january(ReportFormat.JSON).schedule(weekly)).execute();
    expect(accepted.getSchedule().getNextRunAt() != null, "the schedule has a next run");

    QaPerformanceData data = finished(accepted.getReportId()).getData();
    expect(data.getCallsEvaluated() == 842, "842 calls are evaluated");
    expect(
        data.getParameterBreakdown().get(0).getParameter().equals("Greeting Compliance"),
        "the breakdown begins with the first parameter");

    ReportFilters filters =
        new ReportFilters()
            .campaignId(new FilterValues(List.of("cmp_4Rv8sT1wX", "cmp_2Jn5pK8qR")));
    String id =
        reports.createReport().createReport(january(ReportFormat.PDF).filters(filters)).execute().getReportId();
    HttpRequest download = HttpRequest.newBuilder(finished(id).getDownloadUrl()).build();
    byte[] file =
        HttpClient.newHttpClient().send(download, HttpResponse.BodyHandlers.ofByteArray()).body();
    expect(new String(file, 0, 5).equals("%PDF-"), "the link leads to a PDF");

    ReportList list =
        reports
            .listReports()
            .type(ReportType.QA_PERFORMANCE)
            .status(ReportStatus.COMPLETED)
            .limit(10)
            .execute();
    expect(
        list.getData().stream().anyMatch(item -> item.getReportId().equals(accepted.getReportId())),
        "the list has the report");

    WebhooksApi webhooks = new WebhooksApi(client);
    CreateWebhook endpoint =
        new CreateWebhook()
            .url(java.net.URI.create("http://127.0.0.1:9/hooks"))
            .events(java.util.Set.of(WebhookEvent.REPORT_COMPLETED));
    WebhookWithSecret webhook = webhooks.createWebhook().createWebhook(endpoint).execute();
    expect(webhook.getSecret() != null, "a new webhook shows its secret");
    Delivery delivery = webhooks.testWebhook(webhook.getWebhookId()).execute();
    expect(delivery.getChannel() == DeliveryChannel.WEBHOOK, "a webhook is tested");
    webhooks.deleteWebhook(webhook.getWebhookId()).execute();

    List<AnyRecord> agents =
        List.of(
            new AnyRecord(new AgentRecord().agentId("agt_7").name("Ann")),
            new AnyRecord(new AgentRecord().agentId("agt_9").name("Bo")));
    RecordsAccepted taken = new RecordsApi(client).sendRecords(RecordKind.AGENTS).anyRecord(agents).execute();
    expect(taken.getAccepted() == 2, "two records are taken");

    ScheduleCancelled cancelled =
        new SchedulesApi(client).cancelSchedule(accepted.getReportId()).execute();
    expect(!cancelled.getScheduled(), "the schedule is cancelled");

    try {
      CreateReport backwards = january(ReportFormat.JSON).to(LocalDate.parse("2023-12-31"));
      reports.createReport().createReport(backwards).execute();
      expect(false, "a period that runs backwards is refused");
    } catch (ApiException refusal) {
      Problem problem = JSON.getDefault().getMapper().readValue(refusal.getResponseBody(), Problem.class);
      expect(
          problem.getCode().equals("invalid_request")
              && problem.getErrors().get(0).getPointer().equals("/to"),
          "a fault is named");
    }
    System.out.println("walked");
  }
}
