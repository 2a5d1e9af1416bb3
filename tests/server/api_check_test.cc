// What anybody may know of a copy by its code.
#include <fstream>

#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class ApiCheck : public ApiTest {
 protected:
  ApiCheck() { verifier_.report.verdict = core::Verdict::kTotalPassed; }

  // A copy certified under number 1 of the year, as its code says.
  std::string certified() {
    auto entry = entries_.open("p01", "c1", clock_.now());
    core::SignedCopy copy;
    copy.id = entry.copy_id;
    copy.product = core::Product::kCertified;
    copy.kind = "giay_khai_sinh";
    copy.title = "Giấy khai sinh";
    copy.unit = "p01";
    copy.case_file = "hs1";
    copy.subject = kPerson;
    copy.fields = {{"ho_ten", kName}};
    copy.text = kName;
    copy.pages = 3;
    copy.level = "B-LT";
    const std::string pdf = "%PDF-1.7 certified";
    copy.content = blobs_.put(std::vector<std::uint8_t>(pdf.begin(), pdf.end())).id;
    copy.size = pdf.size();
    copy.created = clock_.now();
    static_cast<void>(catalogue_.add(copy, clock_.now()));
    entry.book = "01/2026-SCT/BS";
    entry.certifier = "Trần Thị Ký";
    entry.content = copy.content;
    entries_.issue(entry, clock_.now());
    return copy.id;
  }
  Answer check(const std::string& copy, const std::string& digest = {}) {
    return send(get("/api/v1/checks/" + copy + (digest.empty() ? "" : "?sha256=" + digest), ""));
  }
};

TEST_F(ApiCheck, TellsOfACertifiedCopyByItsCodeAndNothingOfThePerson) {
  const auto id = certified();
  const auto answer = check(id);
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto told = answer.json();
  EXPECT_EQ(told["state"], "held");
  EXPECT_EQ(told["product"], "certified");
  EXPECT_EQ(told["unit"]["name"], "Phường 1");
  EXPECT_EQ(told["register"]["number"], 1);
  EXPECT_EQ(told["register"]["book"], "01/2026-SCT/BS");
  EXPECT_EQ(told["level"], "B-LT");
  EXPECT_EQ(told["verdict"], "TOTAL_PASSED");
  EXPECT_TRUE(told["same_bytes"].is_null());
  for (const char* word : {kName, kPerson, "Trần Thị Ký", "hs1", "giay_khai_sinh"}) {
    EXPECT_THAT(answer.body, Not(HasSubstr(word)));
  }
}

TEST_F(ApiCheck, TellsWhetherTheFileSomebodyHasIsTheCopyInAnyOfItsVersions) {
  const auto id = certified();
  const std::string later = "%PDF-1.7 certified, and evidence";
  const auto blob = blobs_.put(std::vector<std::uint8_t>(later.begin(), later.end()));
  versions_.add({.copy = id,
                 .content = blob.id,
                 .size = later.size(),
                 .level = "B-LTA",
                 .reason = "augmented",
                 .created = clock_.now()});
  for (const auto& bytes : {std::string("%PDF-1.7 certified"), later}) {
    const auto told = check(id, core::sha256(bytes).hex()).json();
    EXPECT_EQ(told["same_bytes"], true);
    EXPECT_EQ(told["level"], "B-LTA");
  }
  EXPECT_EQ(check(id, core::sha256("forged").hex()).json()["same_bytes"], false);
  EXPECT_EQ(check(id, "0a").status, 400);
}

TEST_F(ApiCheck, ACopyThatWasNotHandedOutIsKnownOnlyToWhoHasItsBytes) {
  const auto unknown = check("nobody-has-this");
  const auto guessed = check("c1");
  EXPECT_EQ(guessed.status, 404);
  EXPECT_EQ(guessed.body, unknown.body);
  EXPECT_EQ(check("c1", core::sha256("another file").hex()).body, unknown.body);
  const auto known = check("c1", core::sha256(kPdf).hex());
  ASSERT_EQ(known.status, 200);
  EXPECT_EQ(known.json()["product"], "digitised");
  EXPECT_TRUE(known.json()["register"].is_null());
  EXPECT_EQ(check(std::string(5000, 'x')).body, unknown.body);
}

TEST_F(ApiCheck, ADisposedCopyIsToldAsSuchToWhoHasItsCodeOrItsBytes) {
  const auto id = certified();
  catalogue_.remove(id, {"rule", "12/QĐ", "An"}, clock_.now());
  catalogue_.remove("c1", {"rule", "12/QĐ", "An"}, clock_.now());
  const auto told = check(id);
  ASSERT_EQ(told.status, 200);
  EXPECT_EQ(told.json()["state"], "disposed");
  EXPECT_EQ(told.json()["register"]["number"], 1);
  EXPECT_THAT(told.body, Not(HasSubstr("12/QĐ")));
  EXPECT_EQ(check("c1").status, 404);
  EXPECT_EQ(check("c1", core::sha256(kPdf).hex()).json()["same_bytes"], true);
}

TEST_F(ApiCheck, ANumberThatWasNeverIssuedIsNoCode) {
  const auto entry = entries_.open("p01", "c1", clock_.now());
  EXPECT_EQ(check(entry.copy_id).status, 404);
}

TEST_F(ApiCheck, OneAddressCannotGuessAtWill) {
  const auto id = certified();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(check("guess" + std::to_string(i)).status, 404);
  const auto late = check(id);
  EXPECT_EQ(late.status, 429);
  EXPECT_FALSE(late.header("retry-after").empty());
  auto other = get("/api/v1/checks/" + id, "");
  other.address = "192.0.2.2";
  EXPECT_EQ(send(other).status, 200);
}

TEST_F(ApiCheck, ADamagedCopyIsNotCalledValid) {
  const auto id = certified();
  const auto path = blobs_.localFile(catalogue_.find(id)->content);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  std::ofstream(path) << "something else";
  EXPECT_GE(check(id).status, 500);
}

}  // namespace
}  // namespace sohoa::server
