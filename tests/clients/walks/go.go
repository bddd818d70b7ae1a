// The documentation's walkthrough with the client that openapi-generator generates for Go.
package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"

	reports "example.com/reports"
)

func expect(holds bool, what string) {
	if !holds {
		log.Fatalf("it does not hold that %s", what)
	}
}

func main() {
	configuration := reports.NewConfiguration()
	configuration.Servers = reports.ServerConfigurations{{URL: os.Getenv("REPORTS_URL")}}
	client := reports.NewAPIClient(configuration)
	ctx := context.WithValue(context.Background(), reports.ContextAccessToken, os.Getenv("REPORTS_API_KEY"))

	post := func(body reports.CreateReport) *reports.AcceptedReport {
		accepted, _, err := client.ReportsAPI.CreateReport(ctx).CreateReport(body).Execute()
		if err != nil {
			log.Fatal(err)
		}
		return accepted
	}
	finished := func(reportId string) *reports.QaPerformanceReport {
		for {
			report, _, err := client.ReportsAPI.GetReport(ctx, reportId).Wait(15).Execute()
			if err != nil {
				log.Fatal(err)
			}
			if qa := report.QaPerformanceReport; qa.Status != reports.REPORTSTATUS_GENERATING {
				return qa
			}
		}
	}

	email := "qa-team@yourcompany.com"
	schedule := reports.NewScheduleRequest(reports.FREQUENCY_WEEKLY)
	schedule.SetDayOfWeek(reports.DAYOFWEEK_MONDAY)
	schedule.SetTime("06:00")
	schedule.SetEmail(reports.Recipients{String: &email})
	weekly := reports.NewCreateReport(reports.REPORTTYPE_QA_PERFORMANCE, "2024-01-01", "2024-01-31")
	weekly.SetFormat(reports.REPORTFORMAT_JSON)
	weekly.SetSchedule(*schedule)
	accepted := post(*weekly)
	expect(accepted.Schedule.NextRunAt != nil, "the schedule has a next run")

	report := finished(accepted.ReportId)
	expect(report.Data.CallsEvaluated == 842, "842 calls are evaluated")
	expect(report.Data.ParameterBreakdown[0].Parameter == "Greeting Compliance", "the breakdown begins with the first parameter")

	campaigns := []string{"cmp_4Rv8sT1wX", "cmp_2Jn5pK8qR"}
	once := reports.NewCreateReport(reports.REPORTTYPE_QA_PERFORMANCE, "2024-01-01", "2024-01-31")
	once.SetFormat(reports.REPORTFORMAT_PDF)
	once.SetFilters(reports.ReportFilters{CampaignId: &reports.FilterValues{ArrayOfString: &campaigns}})
	file, err := http.Get(finished(post(*once).ReportId).GetDownloadUrl())
	if err != nil {
		log.Fatal(err)
	}
	content, err := io.ReadAll(file.Body)
	expect(err == nil && bytes.HasPrefix(content, []byte("%PDF-")), "the link leads to a PDF")

	list, _, err := client.ReportsAPI.ListReports(ctx).Type_(reports.REPORTTYPE_QA_PERFORMANCE).Status(reports.REPORTSTATUS_COMPLETED).Limit(10).Execute()
	if err != nil {
		log.Fatal(err)
	}
	listed := false
	for _, item := range list.Data {
		listed = listed || item.ReportId == accepted.ReportId
	}
	expect(listed, "the list has the report")

	webhook, _, err := client.WebhooksAPI.CreateWebhook(ctx).CreateWebhook(*reports.NewCreateWebhook(
		"http://127.0.0.1:9/hooks", []reports.WebhookEvent{reports.WEBHOOKEVENT_REPORT_COMPLETED})).Execute()
	expect(err == nil && webhook.Secret != nil, "a new webhook shows its secret")
	delivery, _, err := client.WebhooksAPI.TestWebhook(ctx, webhook.WebhookId).Execute()
	expect(err == nil && delivery.Channel == reports.DELIVERYCHANNEL_WEBHOOK, "a webhook is tested")
	_, err = client.WebhooksAPI.DeleteWebhook(ctx, webhook.WebhookId).Execute()
	expect(err == nil, "the webhook is deleted")

	agents := []reports.AnyRecord{
		{AgentRecord: reports.NewAgentRecord("agt_7", "Ann")},
		{AgentRecord: reports.NewAgentRecord("agt_9", "Bo")},
	}
	taken, _, err := client.RecordsAPI.SendRecords(ctx, reports.RECORDKIND_AGENTS).AnyRecord(agents).Execute()
	expect(err == nil && taken.Accepted == 2, "two records are taken")

	cancelled, _, err := client.SchedulesAPI.CancelSchedule(ctx, accepted.ReportId).Execute()
	expect(err == nil && !cancelled.Scheduled, "the schedule is cancelled")

	backwards := reports.NewCreateReport(reports.REPORTTYPE_QA_PERFORMANCE, "2024-01-31", "2024-01-01")
	_, _, err = client.ReportsAPI.CreateReport(ctx).CreateReport(*backwards).Execute()
	refusal, isRefusal := err.(*reports.GenericOpenAPIError)
	expect(isRefusal, "a period that runs backwards is refused")
	problem, isProblem := refusal.Model().(reports.Problem)
	expect(isProblem && problem.Code == "invalid_request" && problem.Errors[0].Pointer == "/to", "a fault is named")
	fmt.Println("walked")
}
