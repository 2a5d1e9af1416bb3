#include "pipeline/accounts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/file.h"
#include "store/sql_access_book.h"
#include "store/sql_operator_book.h"
#include "tests/support/slug_of.h"

namespace sohoa::pipeline {
namespace {

using core::Role;
using test::slugOf;
using testing::ElementsAre;
using testing::HasSubstr;

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    operators_.addOperator(person("city", {Role::kAdmin}, "tp", "*"));
    operators_.addOperator(person("ward", {Role::kAdmin, Role::kScan}, "p01", "p01"));
    operators_.addOperator(person("clerk", {Role::kScan}, "p01", "p01"));
    operators_.addOperator(person("chief", {Role::kCertify}, "p01", "p01"));
    operators_.addOperator(person("far", {Role::kScan}, "p02", "p02"));
    operators_.addOperator(person("wide", {Role::kScan}, "p01", "*"));
  }
  static core::Operator person(const std::string& name, const core::Roles& roles,
                               const std::string& unit, const std::string& sees) {
    core::Operator one;
    one.id = "op:" + name;
    one.login = one.name = name;
    one.unit = unit;
    one.sees = sees;
    one.roles = roles;
    one.password = "hash";
    return one;
  }
  static core::ApiClient client(const std::string& id, const core::Roles& roles,
                                const std::string& unit) {
    core::ApiClient one;
    one.id = one.name = id;
    one.unit = one.sees = unit;
    one.roles = roles;
    one.secret = "hash";
    return one;
  }
  std::string change(const std::string& id, const AccountChange& how) {
    return slugOf([&] { accounts_.change(ward_, id, how); });
  }
  [[nodiscard]] std::vector<std::string> noted() const {
    std::vector<std::string> lines;
    for (const auto& one : book_.logged({.copy = {}, .client = {}, .limit = 1000})) {
      const auto& entry = one.entry;
      lines.push_back(entry.client + " " + entry.action + " " + entry.copy + " @" + entry.unit +
                      " " + std::to_string(entry.status) + " " + entry.case_file);
    }
    return lines;
  }

  core::TemporaryFolder folder_;
  core::FixedClock clock_{core::parseIso8601("2026-11-22T08:30:00+07:00")};
  store::SqlOperatorBook operators_{folder_.path() / "a.db"};
  store::SqlAccessBook book_{folder_.path() / "a.db"};
  Accounts accounts_{operators_, book_, clock_};
  const Manager ward_{"op:ward", {Role::kAdmin, Role::kScan}, std::vector<std::string>{"p01"}};
  const Manager city_{"op:city", {Role::kAdmin}, std::nullopt};
  static constexpr auto kBeyond = kBeyondOwnRights.slug;
  static constexpr auto kNobody = core::kNoSuchOperator.slug;
};

TEST_F(AccountsTest, NobodyGivesARoleThatHeDoesNotHold) {
  EXPECT_EQ(change("op:clerk", {.roles = core::Roles{Role::kScan, Role::kCertify}}), kBeyond);
  EXPECT_EQ(change("op:clerk", {.roles = core::Roles{Role::kAdmin}}), "");
  EXPECT_EQ(slugOf([&] { accounts_.add(ward_, person("new", {Role::kRead}, "p01", "p01")); }),
            kBeyond);
  EXPECT_FALSE(operators_.operatorById("op:new"));
  // Not even one who sees everything.
  EXPECT_EQ(slugOf([&] { accounts_.add(city_, person("new", {Role::kRead}, "p01", "p01")); }),
            kBeyond);
}

TEST_F(AccountsTest, NobodyGivesAnOfficeThatIsNotHis) {
  EXPECT_EQ(change("op:clerk", {.unit = "p02"}), kBeyond);
  EXPECT_EQ(change("op:clerk", {.sees = "p02"}), kBeyond);
  EXPECT_EQ(change("op:clerk", {.sees = "*"}), kBeyond);
  EXPECT_EQ(slugOf([&] { accounts_.add(ward_, person("new", {Role::kScan}, "p01", "*")); }),
            kBeyond);
}

TEST_F(AccountsTest, AnAccountElsewhereIsAsGoodAsNone) {
  for (const char* id : {"op:far", "op:wide", "op:city", "op:nobody"}) {
    SCOPED_TRACE(id);
    EXPECT_EQ(change(id, {.name = "x"}), kNobody);
    EXPECT_EQ(slugOf([&] { accounts_.setPassword(ward_, id, "h"); }), kNobody);
    EXPECT_EQ(slugOf([&] { accounts_.setSecondFactor(ward_, id, "", {}); }), kNobody);
    EXPECT_EQ(slugOf([&] { accounts_.endSessions(ward_, id); }), kNobody);
  }
  std::vector<std::string> seen;
  for (const auto& one : accounts_.operators(ward_)) seen.push_back(one.login);
  EXPECT_THAT(seen, ElementsAre("chief", "clerk", "ward"));
  EXPECT_TRUE(noted().empty());
}

TEST_F(AccountsTest, WhoMayDoMoreIsNotTakenOver) {
  EXPECT_EQ(slugOf([&] { accounts_.setPassword(ward_, "op:chief", "h"); }), kBeyond);
  EXPECT_EQ(slugOf([&] { accounts_.setSecondFactor(ward_, "op:chief", "", {}); }), kBeyond);
  EXPECT_EQ(change("op:chief", {.subject = "mine"}), kBeyond);
  // To shut one out is always allowed, to let it in again is not.
  EXPECT_EQ(change("op:chief", {.disabled = true}), "");
  EXPECT_EQ(change("op:chief", {.disabled = false}), kBeyond);
  EXPECT_EQ(operators_.operatorById("op:chief")->password, "hash");
}

TEST_F(AccountsTest, NobodyChangesHisOwnRights) {
  EXPECT_EQ(change("op:ward", {.roles = core::Roles{Role::kAdmin}}), kOwnAccount.slug);
  EXPECT_EQ(change("op:ward", {.disabled = true}), kOwnAccount.slug);
  EXPECT_EQ(change("op:ward", {.subject = "x"}), kOwnAccount.slug);
  EXPECT_EQ(slugOf([&] { accounts_.setPassword(ward_, "op:ward", "h"); }), kOwnAccount.slug);
  EXPECT_EQ(slugOf([&] { accounts_.setSecondFactor(ward_, "op:ward", "", {}); }), kOwnAccount.slug);
  EXPECT_EQ(change("op:ward", {.name = "Lê Thu Hà"}), "");
}

TEST_F(AccountsTest, NewRightsEndOldSessions) {
  const auto at = clock_.now();
  operators_.addSession({"key", "op:clerk", core::Session::Stage::kFull, at, at, at});
  EXPECT_EQ(change("op:clerk", {.name = "Hà"}), "");
  EXPECT_TRUE(operators_.session("key"));
  EXPECT_EQ(change("op:clerk", {.roles = core::Roles{}}), "");
  EXPECT_FALSE(operators_.session("key"));
}

TEST_F(AccountsTest, EveryChangeStandsInTheLogAlsoOneThatFailedAfterAll) {
  EXPECT_EQ(change("op:clerk", {.roles = core::Roles{Role::kAdmin}}), "");
  accounts_.setPassword(ward_, "op:clerk", "h");
  accounts_.endSessions(ward_, "op:clerk");
  EXPECT_EQ(slugOf([&] { accounts_.add(ward_, person("clerk", {}, "p01", "p01")); }),
            core::kOperatorThere.slug);
  EXPECT_EQ(
      slugOf([&] { accounts_.change(Manager::atTheMachine(), "op:city", {.disabled = true}); }),
      core::kLastAdmin.slug);
  EXPECT_THAT(
      noted(),
      ElementsAre("op:ward account.changed op:clerk @p01 200 roles=admin;unit=p01;sees=p01",
                  "op:ward account.password_set op:clerk @p01 200 ",
                  "op:ward account.sessions_ended op:clerk @p01 200 ",
                  "op:ward account.added op:clerk @p01 200 roles=;unit=p01;sees=p01",
                  "op:ward account.added op:clerk @p01 409 not done: access.operator_there",
                  "machine account.changed op:city @tp 200 roles=admin;unit=tp;sees=*;disabled",
                  "machine account.changed op:city @tp 409 not done: access.last_admin"));
  EXPECT_EQ(book_.logProblem(), "");
}

TEST_F(AccountsTest, ProgramsFollowTheSameRules) {
  book_.addClient(client("far", {Role::kScan}, "p02"));
  book_.addClient(client("strong", {Role::kRead}, "p01"));
  const auto slugOfChange = [&](const std::string& id, const AccountChange& how) {
    return slugOf([&] { accounts_.changeClient(ward_, id, how); });
  };
  EXPECT_EQ(slugOf([&] { accounts_.addClient(ward_, client("x", {Role::kRead}, "p01")); }),
            kBeyond);
  EXPECT_EQ(slugOf([&] { accounts_.addClient(ward_, client("x", {Role::kScan}, "p01")); }), "");
  EXPECT_EQ(slugOfChange("far", {.name = "y"}), core::kNoSuchClient.slug);
  EXPECT_EQ(slugOfChange("x", {.sees = "*"}), kBeyond);
  EXPECT_EQ(slugOfChange("x", {.roles = core::Roles{Role::kCertify}}), kBeyond);
  EXPECT_EQ(slugOfChange("strong", {.certificate = "mine"}), kBeyond);
  EXPECT_EQ(slugOf([&] { accounts_.setSecret(ward_, "strong", "h"); }), kBeyond);
  EXPECT_EQ(slugOfChange("strong", {.disabled = true}), "");
  EXPECT_EQ(slugOfChange("strong", {.disabled = false}), kBeyond);
  EXPECT_EQ(slugOf([&] { accounts_.setSecret(ward_, "x", "h2"); }), "");
  EXPECT_EQ(book_.client("x")->secret, "h2");
  EXPECT_THAT(noted().back(), HasSubstr("account.client_secret_set x @p01 200"));
}

}  // namespace
}  // namespace sohoa::pipeline
