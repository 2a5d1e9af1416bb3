#include "server/secret.h"

#include <gtest/gtest.h>

#include <set>

#include "server/base64.h"

namespace sohoa::server {
namespace {

TEST(Secret, FitsItsOwnHashAndNoOther) {
  const auto secret = newSecret();
  const auto hash = hashSecret(secret);
  EXPECT_TRUE(secretFits(secret, hash));
  EXPECT_FALSE(secretFits(secret + "x", hash));
  EXPECT_FALSE(secretFits("", hash));
  EXPECT_FALSE(secretFits(secret, hashSecret("another")));
}

TEST(Secret, IsSaltedAndNotInItsHash) {
  const auto hash = hashSecret("one secret");
  EXPECT_NE(hash, hashSecret("one secret"));
  EXPECT_EQ(hash.find("one secret"), std::string::npos);
  EXPECT_EQ(hash.substr(0, 22), "$scrypt$ln=14,r=8,p=1$");
}

TEST(Secret, AHashMadeElsewhereFits) {
  // Python: hashlib.scrypt(b"mật khẩu", salt=bytes(range(16)), n=2**14, r=8, p=1, dklen=32)
  EXPECT_TRUE(secretFits("mật khẩu",
                         "$scrypt$ln=14,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$"
                         "7VfJQhOn5XzzPxTey1cIcs15RQLwGiM7OVDUAYg0vSM"));
}

TEST(Secret, WhatIsNoHashFitsNothing) {
  const auto hash = hashSecret("s");
  for (const std::string& broken :
       {std::string(), std::string("s"), std::string("$scrypt$ln=14,r=8,p=1$"),
        std::string("$scrypt$ln=14,r=8,p=1$$"), hash.substr(0, hash.size() - 1), hash + "A",
        "x" + hash, "$scrypt$ln=01,r=8,p=1$" + hash.substr(22), std::string("$2b$10$abc")}) {
    SCOPED_TRACE(broken);
    EXPECT_FALSE(secretFits("s", broken));
    EXPECT_FALSE(secretFits("", broken));
  }
}

TEST(Secret, NewOnesAreLongAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const auto secret = newSecret();
    EXPECT_EQ(fromBase64Url(secret)->size(), 32U);
    EXPECT_TRUE(seen.insert(secret).second);
  }
}

}  // namespace
}  // namespace sohoa::server
