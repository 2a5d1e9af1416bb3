#include "store/sql_operator_book.h"

#include <sys/stat.h>

#include <fstream>

#include "core/file.h"
#include "store/errors.h"
#include "store/secret_key.h"
#include "store/sql_access_book.h"
#include "store/sql_webhook_book.h"
#include "store/sqlite.h"
#include "tests/conformance/operator_book_conformance.h"
#include "tests/support/reversing_box.h"
#include "tests/support/slug_of.h"

namespace sohoa::conformance {
namespace {

INSTANTIATE_TEST_SUITE_P(Sqlite, OperatorBookConformance,
                         testing::Values(OperatorBookMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlOperatorBook>(folder / "a.db");
                             }}));

// Lines of /proc/locks about a file.
int locksOf(const std::filesystem::path& file) {
  struct stat status {};
  EXPECT_EQ(::stat(file.c_str(), &status), 0);
  const auto wanted = ":" + std::to_string(status.st_ino) + " ";
  std::ifstream locks("/proc/locks");
  int count = 0;
  for (std::string line; std::getline(locks, line);) {
    count += line.find(wanted) != std::string::npos ? 1 : 0;
  }
  return count;
}

// Or another process that comes and goes would take the write-ahead log of this one away.
TEST(OperatorBookFile, AFurtherConnectionLeavesTheLocksOfTheFirst) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "a.db";
  const store::SqlAccessBook first(file);
  static_cast<void>(first.clients());
  if (locksOf(file) == 0) GTEST_SKIP() << "this system does not tell of locks";
  const store::SqlOperatorBook second(file);
  EXPECT_GT(locksOf(file), 0);
}

// As where SQLite is not built to overwrite what it frees, which Debian's is.
class NothingOverwrittenUnasked {
 public:
  NothingOverwrittenUnasked() { sqlite3_auto_extension(kEntry); }
  ~NothingOverwrittenUnasked() { sqlite3_cancel_auto_extension(kEntry); }
  NothingOverwrittenUnasked(const NothingOverwrittenUnasked&) = delete;
  NothingOverwrittenUnasked& operator=(const NothingOverwrittenUnasked&) = delete;

 private:
  static int opened(sqlite3* database, char**, const sqlite3_api_routines*) {
    return sqlite3_exec(database, "PRAGMA secure_delete = OFF", nullptr, nullptr, nullptr);
  }
  inline static const auto kEntry = reinterpret_cast<void (*)()>(&opened);  // as SQLite wants it
};

class SealedSecondFactors : public testing::Test {
 protected:
  [[nodiscard]] static core::Operator person(const std::string& totp) {
    core::Operator one;
    one.id = "op:1";
    one.login = "an";
    one.unit = one.sees = "p01";
    one.totp = totp;
    return one;
  }
  [[nodiscard]] store::SqlOperatorBook open(const core::SecretBox* box) const {
    return store::SqlOperatorBook(file_, std::chrono::seconds(10), box);
  }
  [[nodiscard]] std::string held() const { return open(nullptr).operatorById("op:1")->totp; }

  core::TemporaryFolder folder_;
  std::filesystem::path file_ = folder_.path() / "a.db";
  test::ReversingBox box_;
};

TEST_F(SealedSecondFactors, LieInTheStoreSealed) {
  open(&box_).addOperator(person("JBSWY3DP"));
  EXPECT_EQ(held(), "sealed:operator op:1|PD3YWSBJ");
  EXPECT_EQ(open(&box_).operatorByLogin("an")->totp, "JBSWY3DP");
  open(&box_).changeOperator("op:1", [](core::Operator& one) { one.totp = "NEWSECRET"; });
  EXPECT_EQ(held(), "sealed:operator op:1|TERCESWEN");
  open(&box_).changeOperator("op:1", [](core::Operator& one) { one.totp.clear(); });
  EXPECT_EQ(held(), "");
}

TEST_F(SealedSecondFactors, ThoseOfAnEarlierProgramAreSealedWhenTheStoreIsOpened) {
  open(nullptr).addOperator(person("JBSWY3DP"));
  EXPECT_EQ(open(&box_).operatorById("op:1")->totp, "JBSWY3DP");
  EXPECT_EQ(held(), "sealed:operator op:1|PD3YWSBJ");
}

TEST_F(SealedSecondFactors, OfAnEarlierProgramAreNowhereInTheFilesOnceTheyAreSealed) {
  const NothingOverwrittenUnasked as_elsewhere;
  const store::SqlAccessBook keeps_the_log(file_);
  open(nullptr).addOperator(person("KRUGS4ZANFZSAYJA"));
  const auto in_files = [&](std::string_view text) {
    int found = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder_.path())) {
      found += core::readText(entry.path()).find(text) != std::string::npos ? 1 : 0;
    }
    return found;
  };
  EXPECT_GT(in_files("KRUGS4ZANFZSAYJA"), 0);
  EXPECT_EQ(open(&box_).operatorById("op:1")->totp, "KRUGS4ZANFZSAYJA");
  EXPECT_EQ(in_files("KRUGS4ZANFZSAYJA"), 0);
}

TEST_F(SealedSecondFactors, AreNotSealedUnderAnotherKeyWhileThatOfTheOthersIsLost) {
  auto book = open(&box_);
  book.addOperator(person("JBSWY3DP"));
  auto two = person("");
  two.id = "op:2";
  two.login = "ba";
  book.addOperator(two);
  const auto set = [&](const std::string& id) {
    return test::slugOf(
        [&] { book.changeOperator(id, [](core::Operator& one) { one.totp = "NEWSECRET"; }); });
  };
  const auto required = [&] { return test::slugOf([&] { store::requireSecretKey(file_, box_); }); };
  EXPECT_EQ(required(), "");
  box_.lost = true;
  EXPECT_EQ(required(), store::kSecretKeyGone.slug);
  EXPECT_EQ(set("op:2"), store::kSecretKeyGone.slug);
  EXPECT_EQ(set("op:1"), store::kSecretKeyGone.slug);
  store::SqlWebhookBook webhooks(file_, std::chrono::seconds(10), &box_);
  EXPECT_EQ(test::slugOf([&] { webhooks.add({.id = "w1", .owner = "x", .secret = "b3Blbg=="}); }),
            store::kSecretKeyGone.slug);
  EXPECT_EQ(held(), "sealed:operator op:1|PD3YWSBJ");
  EXPECT_EQ(book.operatorById("op:2")->totp, "");
  box_.lost = false;  // put back
  EXPECT_EQ(set("op:2"), "");
  EXPECT_EQ(required(), "");
}

TEST_F(SealedSecondFactors, WhoseKeyIsGivenUpFitNothingAndHinderNobody) {
  auto book = open(&box_);
  book.addOperator(person("JBSWY3DP"));
  EXPECT_EQ(store::giveUpSecrets(file_, box_), 0);
  box_.lost = true;
  EXPECT_EQ(store::giveUpSecrets(file_, box_), 1);
  EXPECT_EQ(book.operatorById("op:1")->totp, core::kGivenUp);
  store::requireSecretKey(file_, box_);
  box_.lost = false;  // by now another
  book.changeOperator("op:1", [](core::Operator& one) { one.totp = "NEWSECRET"; });
  EXPECT_EQ(open(&box_).operatorById("op:1")->totp, "NEWSECRET");
}

TEST_F(SealedSecondFactors, AreNeverTakenForNoneWhenTheyCannotBeOpened) {
  open(&box_).addOperator(person("JBSWY3DP"));
  box_.lost = true;
  EXPECT_TRUE(open(&box_).operatorById("op:1")->totp.starts_with(core::kSealed));
  open(&box_).changeOperator("op:1", [](core::Operator& one) { one.name = "An"; });
  box_.lost = false;
  EXPECT_EQ(open(&box_).operatorById("op:1")->totp, "JBSWY3DP");
}

TEST_F(SealedSecondFactors, AUsedCodeStaysUsedWhateverElseIsChanged) {
  auto book = open(&box_);
  book.addOperator(person("JBSWY3DP"));
  EXPECT_TRUE(book.useStep("op:1", 7));
  book.changeOperator("op:1", [](core::Operator& one) { one.name = "An"; });
  EXPECT_FALSE(book.useStep("op:1", 7));
  book.changeOperator("op:1", [](core::Operator& one) { one.totp = "NEWSECRET"; });
  EXPECT_TRUE(book.useStep("op:1", 7));
}

}  // namespace
}  // namespace sohoa::conformance
