#include "server/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>
#include <thread>

#include "core/file.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

class SecretFileTest : public testing::Test {
 protected:
  core::TemporaryFolder folder_;
  std::filesystem::path key_ = folder_.path() / "server/secrets.key";
  SecretFile box_{key_};
};

TEST_F(SecretFileTest, WhatIsSealedIsOpenedForTheSameUseOnly) {
  const auto sealed = box_.seal("JBSWY3DPEHPK3PXP", "operator op:1");
  EXPECT_TRUE(sealed.starts_with(core::kSealed));
  EXPECT_EQ(sealed.find("JBSW"), std::string::npos);
  EXPECT_EQ(box_.open(sealed, "operator op:1"), "JBSWY3DPEHPK3PXP");
  EXPECT_EQ(box_.open(sealed, "operator op:2"), sealed);
  EXPECT_NE(box_.seal("JBSWY3DPEHPK3PXP", "operator op:1"), sealed);  // tells not who has the same
}

TEST_F(SecretFileTest, NothingAndWhatIsSealedAlreadyStayAsTheyAre) {
  EXPECT_EQ(box_.seal("", "x"), "");
  EXPECT_FALSE(std::filesystem::exists(key_));
  const auto sealed = box_.seal("a", "x");
  EXPECT_EQ(box_.seal(sealed, "y"), sealed);
  EXPECT_EQ(box_.open("plain", "x"), "plain");  // of a program before there was a key
}

TEST_F(SecretFileTest, AChangedTextDoesNotOpen) {
  const auto sealed = box_.seal("secret", "x");
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    auto other = sealed;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    EXPECT_EQ(box_.open(other, "x"), other) << at;
  }
  for (const std::string text : {"sealed:", "sealed:1:", "sealed:1:AAAA", "sealed:2:AAAA"}) {
    EXPECT_EQ(box_.open(text, "x"), text);
  }
}

TEST_F(SecretFileTest, WithoutTheKeyNothingOpensAndNoKeyIsMade) {
  const auto sealed = box_.seal("secret", "x");
  const SecretFile again(key_);
  EXPECT_EQ(again.open(sealed, "x"), "secret");
  std::filesystem::remove(key_);
  const SecretFile without(key_);
  EXPECT_EQ(without.open(sealed, "x"), sealed);
  EXPECT_FALSE(std::filesystem::exists(key_));
  static_cast<void>(without.seal("other", "x"));  // another key by now
  EXPECT_EQ(without.open(sealed, "x"), sealed);
}

TEST_F(SecretFileTest, TheKeyIsForThisUserOnlyAndABadOneIsRefused) {
  static_cast<void>(box_.seal("secret", "x"));
  struct stat info {};
  ASSERT_EQ(::stat(key_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  for (const std::string text : {"", "short", "AAAA"}) {
    core::writeFileAtomically(key_, std::string_view(text), 0600);
    const SecretFile other(key_);
    EXPECT_EQ(test::slugOf([&] { static_cast<void>(other.seal("secret", "x")); }),
              "server.bad_secret_key");
  }
}

TEST_F(SecretFileTest, ManyThatBeginAtOnceShareOneKey) {
  std::vector<std::string> sealed(8);
  std::vector<std::thread> threads;
  for (auto& one : sealed) {
    threads.emplace_back([&] { one = SecretFile(key_).seal("secret", "x"); });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& one : sealed) EXPECT_EQ(box_.open(one, "x"), "secret");
}

}  // namespace
}  // namespace sohoa::server
