// What the warehouse's screens ask for.
#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class ApiWarehouse : public ApiTest {
 protected:
  Answer facets(const std::string& body, const std::string& client = "read@p01") {
    return send(post("/api/v1/copies/facets", "application/json", client), body);
  }
};

TEST_F(ApiWarehouse, CountsOnlyWhatTheCallerMaySee) {
  const auto own = facets("{}").json();
  EXPECT_EQ(own["total"], 1);
  EXPECT_EQ(own["more"], false);
  EXPECT_EQ(own["units"],
            nlohmann::json::parse(R"([{"value":"p01","name":"Phường 1","count":1}])"));
  EXPECT_EQ(own["kinds"][0]["name"], "Giấy khai sinh (mẫu)");
  EXPECT_EQ(own["years"][0]["value"], "2025");
  EXPECT_EQ(facets("{}", "read@tinh").json()["total"], 2);
  EXPECT_EQ(facets(R"({"unit":"p02"})").json()["total"], 0);
  EXPECT_EQ(facets(R"({"unit":"p02","q":"toan van"})", "read@*").json()["total"], 1);
}

TEST_F(ApiWarehouse, ASearchIsNarrowedByTheSortOfCopy) {
  const auto search = [&](const std::string& product) {
    return send(get("/api/v1/copies?product=" + product));
  };
  EXPECT_EQ(search("digitised").json()["copies"].size(), 1U);
  EXPECT_EQ(search("certified").json()["copies"].size(), 0U);
  EXPECT_EQ(search("forged").status, 400);
  EXPECT_EQ(facets(R"({"product":"certified"})").json()["total"], 0);
}

TEST_F(ApiWarehouse, APageIsAPictureAndAskedForOnce) {
  const auto first = send(get("/api/v1/copies/c1/pages/1/picture?width=800"));
  ASSERT_EQ(first.status, 200) << first.body;
  EXPECT_EQ(first.header("content-type"), "image/jpeg");
  EXPECT_EQ(first.body, "picture of page 1, 800 wide, of " + std::string(kPdf));
  EXPECT_THAT(first.header("cache-control"), HasSubstr("private"));
  const auto again = send(get("/api/v1/copies/c1/pages/1/picture?width=800", "read@p01",
                              {{"if-none-match", first.header("etag")}}));
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(send(get("/api/v1/copies/c1/pages/2/picture")).status, 404);
  EXPECT_EQ(send(get("/api/v1/copies/c1/pages/-1/picture")).status, 400);
  EXPECT_EQ(send(get("/api/v1/copies/c1/pages/0/picture?width=100000")).status, 400);
}

TEST_F(ApiWarehouse, APictureIsOfAPaperAndGuardedAsSuch) {
  EXPECT_EQ(send(get("/api/v1/copies/c2/pages/0/picture")).status, 404);
  auto without = get("/api/v1/copies/c1/pages/0/picture");
  without.headers.erase("sohoa-purpose");
  EXPECT_EQ(send(without).status, 400);
  EXPECT_EQ(send(get("/api/v1/copies/c1/pages/0/picture", "scan@p01")).status, 403);
  static_cast<void>(send(get("/api/v1/copies/c1/pages/0/picture")));
  EXPECT_EQ(logged().back().action, "getCopyPagePicture");
  EXPECT_EQ(logged().back().copy, "c1");
}

TEST_F(ApiWarehouse, TheNewestOfThoseWhoLookedComeFirstWhenAskedFor) {
  constexpr int kLooks = 250;
  for (int i = 0; i < kLooks; ++i) static_cast<void>(send(get("/api/v1/copies/c1")));
  const std::string path = "/api/v1/copies/c1/accesses?order=newest";
  const auto first = send(get(path)).json();
  EXPECT_EQ(first["accesses"].size(), 200U);
  EXPECT_EQ(first["accesses"][0]["number"], kLooks);
  const auto second = send(get(path + "&cursor=" + first["next"].get<std::string>())).json();
  EXPECT_EQ(second["accesses"].size(), kLooks - 200U);
  EXPECT_EQ(second["accesses"].back()["number"], 1);
  EXPECT_TRUE(second["next"].is_null());
  EXPECT_EQ(send(get("/api/v1/copies/c1/accesses?order=oldest")).status, 400);
}

TEST_F(ApiWarehouse, WhoLookedAtACopyIsToldWithoutNamesUnlessTheyAreOnesBusiness) {
  static_cast<void>(send(get("/api/v1/copies/c1", "read@tinh")));
  const auto seen = send(get("/api/v1/copies/c1/accesses")).json()["accesses"];
  ASSERT_EQ(seen.size(), 1U);
  EXPECT_EQ(seen[0]["action"], "getCopy");
  EXPECT_EQ(seen[0]["purpose"], "ho-tich");
  EXPECT_EQ(seen[0]["case_file"], "H1");
  EXPECT_EQ(seen[0]["unit_name"], "Tỉnh");
  EXPECT_TRUE(seen[0]["account"].is_null());
  static_cast<void>(book_.changeClient(
      "read@p01", [](core::ApiClient& account) { account.roles.insert(core::Role::kAudit); }));
  const auto named = send(get("/api/v1/copies/c1/accesses")).json()["accesses"];
  ASSERT_EQ(named.size(), 2U);
  EXPECT_EQ(named[0]["account"], "read@tinh");
  EXPECT_EQ(send(get("/api/v1/copies/c2/accesses")).status, 404);
}

}  // namespace
}  // namespace sohoa::server
