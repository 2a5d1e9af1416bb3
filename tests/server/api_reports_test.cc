// Reports and the machine's own state over HTTP.
#include "pipeline/report_feed.h"
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class ApiReports : public ApiTest {
 protected:
  ApiReports() {
    pipeline::ReportFeed feed({catalogue_, work_facts_, report_book_, clock_, {"giay_khai_sinh"}});
    while (feed.round()) {
    }
  }
  Answer report(const std::string& rest, const std::string& client = "audit@p01") {
    return send(get("/api/v1/reports/" + rest, client));
  }
  Answer give(const std::string& unit, const std::string& client, const std::string& value = "4") {
    return send(post("/api/v1/figures", "application/json", client),
                R"({"figures":[{"unit":")" + unit +
                    R"(","measure":"results_in_force","from":"2026-11-01","to":"2026-11-30",)" +
                    R"("value":)" + value + "}]}");
  }
  static constexpr const char* kNovember = "from=2026-11-01&to=2026-11-30";
};

TEST_F(ApiReports, AReportIsOfTheReadersOffices) {
  const auto one = report(std::string("units?") + kNovember).json();
  ASSERT_EQ(one.at("rows").size(), 1U);
  EXPECT_EQ(one["rows"][0]["unit"], "p01");
  EXPECT_EQ(one["rows"][0]["digitised"], 1);
  EXPECT_EQ(one["rows"][0]["pages"], 2);
  EXPECT_EQ(report(std::string("units?unit=p02&") + kNovember).status, 404);
  EXPECT_EQ(report(std::string("units?") + kNovember, "audit@tinh").json()["rows"].size(), 3U);
  EXPECT_EQ(report(std::string("units?unit=p02&") + kNovember, "audit@*").json()["rows"].size(),
            1U);
}

TEST_F(ApiReports, ADenominatorIsGivenByAnAdministratorAndShownWithWhoAndWhen) {
  const auto before = report(std::string("digitisation?") + kNovember).json();
  EXPECT_TRUE(before["rows"][0]["rate"].is_null());
  EXPECT_THAT(before["notes"].dump(), HasSubstr("not given"));
  EXPECT_EQ(give("p02", "admin@p01").status, 404);
  EXPECT_EQ(give("p01", "audit@p01").status, 403);
  EXPECT_EQ(give("p01", "admin@p01", "-1").status, 400);
  EXPECT_EQ(give("p01", "admin@p01", "1.5").status, 400);
  EXPECT_EQ(give("p01", "admin@p01").status, 201);
  const auto row = report(std::string("digitisation?") + kNovember).json()["rows"][0];
  EXPECT_EQ(row["results_in_force"], 4);
  EXPECT_EQ(row["rate"], 25.0);
  EXPECT_EQ(row["target"], 55);
  EXPECT_EQ(row["reached"], "no");
  EXPECT_EQ(row["given_by"], "admin@p01");
  EXPECT_EQ(row["given_at"], "2026-11-22T08:30:00+07:00");
  EXPECT_EQ(send(get("/api/v1/figures", "audit@p01")).json()["figures"].size(), 1U);
  EXPECT_EQ(send(get("/api/v1/figures", "audit@p02")).json()["figures"].size(), 0U);
}

TEST_F(ApiReports, AFileForSpreadsheetsTakesNoCellForAFormula) {
  const auto csv = report(std::string("units?format=csv&") + kNovember);
  EXPECT_THAT(csv.header("content-type"), StartsWith("text/csv"));
  EXPECT_THAT(csv.header("content-disposition"), HasSubstr("units-2026-11-01-2026-11-30.csv"));
  EXPECT_THAT(csv.body, StartsWith("\xEF\xBB\xBFUnit,Office,"));
  EXPECT_THAT(csv.body, HasSubstr("\r\np01,Phường 1,1,0,0,2\r\n"));
  deliver("c9", "=cmd|' /C calc'!A0", "%PDF-1.7 of c9");
  pipeline::ReportFeed feed({catalogue_, work_facts_, report_book_, clock_});
  while (feed.round()) {
  }
  const auto hostile = report(std::string("units?format=csv&") + kNovember, "audit@*");
  EXPECT_THAT(hostile.body, HasSubstr("\r\n'=cmd|' /C calc'!A0,'=cmd"));
  const auto book = report(std::string("units?format=xlsx&") + kNovember, "audit@*");
  EXPECT_EQ(book.status, 200);
  EXPECT_THAT(book.body, StartsWith("PK"));
  EXPECT_THAT(book.header("content-type"), HasSubstr("spreadsheetml"));
}

TEST_F(ApiReports, WhatIsNoReportIsRefusedInWords) {
  EXPECT_EQ(report(std::string("nothing?") + kNovember).status, 404);
  EXPECT_EQ(report("units").status, 400);
  EXPECT_EQ(report("units?from=2026-11-30&to=2026-11-01").status, 400);
  EXPECT_EQ(report("units?from=2026-02-30&to=2026-03-01").status, 400);
  EXPECT_EQ(report(std::string("units?format=doc&") + kNovember).status, 400);
}

TEST_F(ApiReports, OfficesAreToldToThoseWhoMaySeeThem) {
  const auto seen = [&](const std::string& client) {
    std::vector<std::string> ids;
    const auto answer = send(get("/api/v1/units", client)).json();
    for (const auto& unit : answer.at("units")) {
      ids.push_back(unit.at("id"));
    }
    return ids;
  };
  EXPECT_THAT(seen("audit@p01"), ElementsAre("p01"));
  EXPECT_THAT(seen("admin@*"), ElementsAre("tinh", "p01", "p02"));
  EXPECT_THAT(send(get("/api/v1/units", "audit@*")).body, Not(HasSubstr("offices.toml")));
  EXPECT_THAT(send(get("/api/v1/units", "admin@*")).body, HasSubstr("offices.toml"));
}

TEST_F(ApiReports, APageIsTriedAndNothingOfItStays) {
  const auto attempt = [&](const std::string& body) {
    return send(post("/api/v1/profiles/trial", "application/json", "admin@p01"), body);
  };
  EXPECT_EQ(attempt(R"({"page":"JVBERi0x","profile":"kind = \"x\"\n"})").status, 200);
  EXPECT_EQ(tried_, ".pdf kind = \"x\"\n");
  EXPECT_EQ(attempt(R"({"page":"/9j/4A=="})").status, 200);
  EXPECT_EQ(tried_, ".jpg ");
  EXPECT_EQ(attempt(R"({"page":"aGVsbG8="})").status, 422);
  EXPECT_EQ(attempt(R"({"page":"no base64"})").status, 400);
  EXPECT_EQ(attempt(R"({"page":""})").status, 400);
  EXPECT_EQ(attempt(R"({"profile":"x"})").status, 400);
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
    EXPECT_THAT(entry.path().filename().string(), Not(StartsWith("page-")));
  }
}

}  // namespace
}  // namespace sohoa::server
