#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/file.h"
#include "core/ports/operator_book.h"
#include "tests/conformance/forked_processes.h"
#include "tests/support/slug_of.h"

// What every OperatorBook must do.
namespace sohoa::conformance {

using test::slugOf;

struct OperatorBookMaker {
  std::string name;
  std::function<std::unique_ptr<core::OperatorBook>(const std::filesystem::path& folder)> open;
};
inline std::ostream& operator<<(std::ostream& out, const OperatorBookMaker& maker) {
  return out << maker.name;
}

class OperatorBookConformance : public testing::TestWithParam<OperatorBookMaker> {
 protected:
  using Patience = core::OperatorBook::Patience;

  void SetUp() override { book_ = GetParam().open(folder_.path()); }
  [[nodiscard]] core::OperatorBook& book() const { return *book_; }

  static core::Timestamp at(int second) {
    return core::Timestamp(std::chrono::seconds(1'800'000'000 + second));
  }
  static core::Operator person(const std::string& login) {
    core::Operator person;
    person.id = "op:" + login;
    person.login = login;
    person.name = "Lê Thu Hà";
    person.unit = "p01";
    person.sees = "tinh";
    person.roles = {core::Role::kScan, core::Role::kReview};
    person.password = "hash";
    person.must_change = true;
    person.totp = "SECRET";
    person.created = at(0);
    return person;
  }
  static core::Session session(const std::string& key, const std::string& login) {
    return {.key = key,
            .operator_id = "op:" + login,
            .stage = core::Session::Stage::kCode,
            .created = at(0),
            .seen = at(0),
            .ends = at(100)};
  }
  int attempt(int second, const std::string& name = "a", const std::string& other = "b") const {
    return book().startAttempt({{name, Patience{.free = 3}}, {other, Patience{.free = 100}}},
                               at(second));
  }

  core::TemporaryFolder folder_;
  std::unique_ptr<core::OperatorBook> book_;
};

TEST_P(OperatorBookConformance, APersonIsKeptWithAllItsPartsAndFoundThreeWays) {
  auto added = person("ha");
  added.subject = "sub-1";
  book().addOperator(added);
  for (const auto& held : {book().operatorById("op:ha"), book().operatorByLogin("ha"),
                           book().operatorBySubject("sub-1")}) {
    ASSERT_TRUE(held);
    EXPECT_EQ(held->id, added.id);
    EXPECT_EQ(held->login, added.login);
    EXPECT_EQ(held->name, added.name);
    EXPECT_EQ(held->unit, added.unit);
    EXPECT_EQ(held->sees, added.sees);
    EXPECT_EQ(held->roles, added.roles);
    EXPECT_EQ(held->password, added.password);
    EXPECT_TRUE(held->must_change);
    EXPECT_EQ(held->totp, added.totp);
    EXPECT_EQ(held->subject, added.subject);
    EXPECT_FALSE(held->disabled);
    EXPECT_EQ(held->created, at(0));
  }
  EXPECT_FALSE(book().operatorById("op:x"));
  EXPECT_FALSE(book().operatorByLogin("op:ha"));
}

TEST_P(OperatorBookConformance, TheLastAdministratorStaysHoweverItIsTakenAway) {
  const auto admin = [](const std::string& login, const std::string& sees) {
    auto one = person(login);
    one.roles = {core::Role::kAdmin};
    one.sees = sees;
    return one;
  };
  const auto slugOfChange = [&](const std::string& id, auto change) {
    return slugOf([&] { book().changeOperator(id, change); });
  };
  const auto disable = [](core::Operator& now) { now.disabled = true; };
  const auto demote = [](core::Operator& now) { now.roles = {core::Role::kScan}; };
  const auto narrow = [](core::Operator& now) { now.sees = "p01"; };
  book().addOperator(admin("a", "*"));
  book().addOperator(admin("b", "p01"));
  // One of a ward does not stand in for one of everything.
  EXPECT_EQ(slugOfChange("op:a", disable), core::kLastAdmin.slug);
  EXPECT_EQ(slugOfChange("op:a", demote), core::kLastAdmin.slug);
  EXPECT_EQ(slugOfChange("op:a", narrow), core::kLastAdmin.slug);
  EXPECT_FALSE(book().operatorById("op:a")->disabled);
  EXPECT_EQ(slugOfChange("op:b", disable), "");
  book().addOperator(admin("c", "*"));
  EXPECT_EQ(slugOfChange("op:a", disable), "");
  EXPECT_EQ(slugOfChange("op:c", demote), core::kLastAdmin.slug);
  // Whoever is out already is not missed.
  EXPECT_EQ(slugOfChange("op:a", demote), "");
}

TEST_P(OperatorBookConformance, ALoginAndAnIdentityBelongToOnePerson) {
  auto one = person("ha");
  one.subject = "sub-1";
  book().addOperator(one);
  EXPECT_EQ(slugOf([&] { book().addOperator(person("ha")); }), core::kOperatorThere.slug);
  auto other = person("nam");
  other.subject = "sub-1";
  EXPECT_EQ(slugOf([&] { book().addOperator(other); }), core::kOperatorThere.slug);
  other.subject = "";
  book().addOperator(other);
  book().addOperator(person("lan"));  // many have none
  EXPECT_FALSE(book().operatorBySubject(""));
  other.subject = "sub-1";
  EXPECT_EQ(
      slugOf([&] { book().changeOperator(other.id, [&](core::Operator& now) { now = other; }); }),
      core::kOperatorThere.slug);
  other.subject = "sub-2";
  other.disabled = true;
  book().changeOperator(other.id, [&](core::Operator& now) { now = other; });
  EXPECT_TRUE(book().operatorBySubject("sub-2")->disabled);
  EXPECT_EQ(slugOf([&] { book().changeOperator("op:x", [](core::Operator&) {}); }),
            core::kNoSuchOperator.slug);
  ASSERT_EQ(book().operators().size(), 3U);
  EXPECT_EQ(book().operators()[1].login, "lan");
}

TEST_P(OperatorBookConformance, AChangeSeesThePersonAsItStandsOrLeavesIt) {
  auto one = person("ha");
  book().addOperator(one);
  book().changeOperator("op:ha", [](core::Operator& now) { now.disabled = true; });
  const auto after = book().changeOperator("op:ha", [](core::Operator& now) {
    EXPECT_TRUE(now.disabled);
    now.name = "other";
  });
  EXPECT_EQ(after.name, "other");
  EXPECT_TRUE(book().operatorById("op:ha")->disabled);
  EXPECT_EQ(slugOf([&] {
              book().changeOperator("op:ha", [](core::Operator& now) {
                now.disabled = false;
                throw core::Error(core::kNoSuchOperator, {});
              });
            }),
            core::kNoSuchOperator.slug);
  EXPECT_TRUE(book().operatorById("op:ha")->disabled);
}

TEST_P(OperatorBookConformance, AStepIsUsedOnceAndNoneBeforeIt) {
  book().addOperator(person("ha"));
  EXPECT_TRUE(book().useStep("op:ha", 100));
  EXPECT_FALSE(book().useStep("op:ha", 100));
  EXPECT_FALSE(book().useStep("op:ha", 99));
  EXPECT_TRUE(book().useStep("op:ha", 101));
  EXPECT_FALSE(book().useStep("op:nobody", 102));
  auto same = person("ha");
  same.name = "other";
  book().changeOperator(same.id, [&](core::Operator& now) { now = same; });
  EXPECT_FALSE(book().useStep("op:ha", 101));
  same.totp = "ANOTHER";
  book().changeOperator(same.id, [&](core::Operator& now) { now = same; });
  EXPECT_TRUE(book().useStep("op:ha", 101));
}

TEST_P(OperatorBookConformance, ARecoveryCodeIsUsedOnceByItsOwner) {
  book().addOperator(person("ha"));
  book().addOperator(person("nam"));
  book().setRecoveryCodes("op:ha", {"c1", "c2"});
  EXPECT_FALSE(book().useRecoveryCode("op:nam", "c1"));
  EXPECT_TRUE(book().useRecoveryCode("op:ha", "c1"));
  EXPECT_FALSE(book().useRecoveryCode("op:ha", "c1"));
  book().setRecoveryCodes("op:ha", {"c3"});
  EXPECT_FALSE(book().useRecoveryCode("op:ha", "c2"));
  EXPECT_TRUE(book().useRecoveryCode("op:ha", "c3"));
}

TEST_P(OperatorBookConformance, FailuresInARowWaitTwiceAsLongEachTime) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(attempt(0), 0);
  EXPECT_EQ(attempt(0), 30);
  EXPECT_EQ(attempt(29), 1);
  EXPECT_EQ(attempt(30), 0);
  EXPECT_EQ(attempt(30), 60);
  EXPECT_EQ(attempt(30, "c"), 0);  // another name is another matter
  int second = 90;
  for (int i = 0; i < 20; ++i, second += 900) EXPECT_EQ(attempt(second), 0);
  EXPECT_EQ(attempt(second - 900), 900);
  EXPECT_EQ(attempt(second + 25 * 3600), 0);  // forgotten after a day
  EXPECT_EQ(attempt(second + 25 * 3600), 0);
}

TEST_P(OperatorBookConformance, ASuccessTakesBackWhatItCountedAndClearsOneName) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(attempt(0), 0);
  EXPECT_EQ(attempt(30), 0);
  book().attemptSucceeded({"a", "b"}, "");
  EXPECT_EQ(attempt(30), 0);
  EXPECT_GT(attempt(30), 0);  // those before stay
  book().attemptSucceeded({"b"}, "a");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(attempt(31), 0);
  EXPECT_GT(attempt(31), 0);
}

TEST_P(OperatorBookConformance, GuessesOfManyProcessesAtOnceAreAllCounted) {
  constexpr int kProcesses = 4;
  book_.reset();
  std::vector<std::unique_ptr<ForkedProcess>> processes;
  for (int p = 0; p < kProcesses; ++p) {
    processes.push_back(std::make_unique<ForkedProcess>([&](int) {
      const auto own = GetParam().open(folder_.path());
      for (int i = 0; i < 10; ++i) {
        static_cast<void>(own->startAttempt({{"a", Patience{.free = 40}}}, at(0)));
      }
    }));
  }
  for (auto& process : processes) EXPECT_EQ(process->exitCode(), 0);
  book_ = GetParam().open(folder_.path());
  EXPECT_EQ(book().startAttempt({{"a", Patience{.free = 40}}}, at(0)), 30);
}

TEST_P(OperatorBookConformance, SessionsComeAndGo) {
  book().addOperator(person("ha"));
  book().addOperator(person("nam"));
  for (const char* key : {"k1", "k2", "k3"}) book().addSession(session(key, "ha"));
  book().addSession(session("k4", "nam"));
  const auto held = book().session("k1");
  ASSERT_TRUE(held);
  EXPECT_EQ(held->operator_id, "op:ha");
  EXPECT_EQ(held->stage, core::Session::Stage::kCode);
  EXPECT_EQ(held->ends, at(100));
  book().touchSession("k1", at(50));
  book().touchSession("k1", at(40));
  EXPECT_EQ(book().session("k1")->seen, at(50));
  book().endSession("k2");
  EXPECT_FALSE(book().session("k2"));
  EXPECT_EQ(book().expireSessions(at(60), at(10)), 2);
  EXPECT_TRUE(book().session("k1"));
  book().endSessions("op:ha");
  EXPECT_FALSE(book().session("k1"));
  book().addSession(session("k5", "ha"));
  EXPECT_EQ(book().expireSessions(at(100), at(0)), 1);
}

}  // namespace sohoa::conformance
