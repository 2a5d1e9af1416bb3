#include "server/totp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

namespace sohoa::server {
namespace {

// "12345678901234567890", the secret of RFC 6238 appendix B, in base32.
constexpr std::string_view kSecret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

core::Timestamp at(std::int64_t second) { return core::Timestamp(std::chrono::seconds(second)); }

TEST(Totp, GivesTheCodesOfTheStandard) {
  // RFC 6238 appendix B, the last six of its eight digits.
  EXPECT_EQ(totpCode(kSecret, 59 / 30), "287082");
  EXPECT_EQ(totpCode(kSecret, 1111111109 / 30), "081804");
  EXPECT_EQ(totpCode(kSecret, 1111111111 / 30), "050471");
  EXPECT_EQ(totpCode(kSecret, 1234567890 / 30), "005924");
  EXPECT_EQ(totpCode(kSecret, 2000000000 / 30), "279037");
  EXPECT_EQ(totpCode(kSecret, 20000000000 / 30), "353130");
}

TEST(Totp, TakesTheStepsBesideTheOneOfNowAndNoFurther) {
  const auto code = totpCode(kSecret, 1000);
  EXPECT_EQ(totpStep(kSecret, code, at(1000 * 30)), 1000);
  EXPECT_EQ(totpStep(kSecret, code, at(999 * 30)), 1000);
  EXPECT_EQ(totpStep(kSecret, code, at(1001 * 30 + 29)), 1000);
  EXPECT_FALSE(totpStep(kSecret, code, at(998 * 30 + 29)));
  EXPECT_FALSE(totpStep("sealed:1:AAAA", totpCode("sealed:1:AAAA", 1000), at(1000 * 30)));
  EXPECT_FALSE(totpStep(kSecret, code, at(1002 * 30)));
}

TEST(Totp, TakesNothingThatIsNoCode) {
  for (const std::string code : {"", "0", "28708", "2870822", "28708a", "287 82", "２８７０８２"}) {
    EXPECT_FALSE(totpStep(kSecret, code, at(59))) << code;
  }
  EXPECT_FALSE(totpStep("", "287082", at(59)));
}

TEST(Totp, ASecretIsNewEachTimeAndStandsInTheAddressForAuthenticators) {
  const auto secret = newTotpSecret();
  EXPECT_EQ(secret.size(), 32U);
  EXPECT_NE(secret, newTotpSecret());
  EXPECT_EQ(otpauthUri(secret, "Sohoa p01", "thu.ha"),
            "otpauth://totp/Sohoa%20p01:thu.ha?secret=" + secret +
                "&issuer=Sohoa%20p01&algorithm=SHA1&digits=6&period=30");
}

TEST(Totp, RecoveryCodesAreTenAndReadAsPeopleTypeThem) {
  const auto codes = newRecoveryCodes();
  EXPECT_EQ(std::set<std::string>(codes.begin(), codes.end()).size(), 10U);
  for (const auto& code : codes)
    EXPECT_THAT(code, testing::MatchesRegex("([A-Z2-7]{4}-){3}[A-Z2-7]{4}"));
  EXPECT_EQ(recoveryDigest("ABCD-EFGH-2345-6722"), recoveryDigest("abcd efgh23456722"));
  EXPECT_NE(recoveryDigest("ABCD-EFGH-2345-6722"), recoveryDigest("ABCD-EFGH-2345-6723"));
}

}  // namespace
}  // namespace sohoa::server
