#include "signing/certificate_cache.h"

#include <gtest/gtest.h>

#include <thread>

#include "signing/file_key.h"
#include "signing/key_files.h"
#include "tests/support/demo_pki_fixture.h"

namespace sohoa::signing {
namespace {

class CertificateCacheTest : public test::DemoPkiTest {
 protected:
  CertificateCache cache_;
};

TEST_F(CertificateCacheTest, GivesTheSameCertificateForTheSameBytes) {
  const Pkcs12Key key(p12("agency"), pass("agency"));
  const X509Ptr first = cache_.parsed(key.certificate());
  const X509Ptr second = cache_.parsed(key.certificate());
  ASSERT_TRUE(first);
  EXPECT_EQ(first.get(), second.get());
  EXPECT_EQ(toDer(first.get()), key.certificate());
}

TEST_F(CertificateCacheTest, KeepsDifferentCertificatesApart) {
  const Pkcs12Key key(p12("agency"), pass("agency"));
  const Pkcs12Key other(p12("operator"), pass("operator"));
  const X509Ptr first = cache_.parsed(key.certificate());
  EXPECT_EQ(toDer(cache_.parsed(other.certificate()).get()), other.certificate());
  EXPECT_EQ(toDer(first.get()), key.certificate());
}

TEST_F(CertificateCacheTest, GivesNothingForWhatIsNoCertificate) {
  EXPECT_FALSE(cache_.parsed({}));
  EXPECT_FALSE(cache_.parsed(Bytes{0x30, 0x03, 0x02, 0x01, 0x05}));
  EXPECT_FALSE(cache_.parsed(Bytes(20000, 0x30)));
}

TEST_F(CertificateCacheTest, WhatItGaveOutlivesItAndItsLimit) {
  const Pkcs12Key key(p12("agency"), pass("agency"));
  X509Ptr given;
  {
    CertificateCache short_lived;
    given = short_lived.parsed(key.certificate());
    // Trailing bytes make other keys of one certificate.
    Bytes longer = key.certificate();
    for (int i = 0; i < 600; ++i) {
      longer.push_back(static_cast<std::uint8_t>(i));
      ASSERT_TRUE(short_lived.parsed(longer));
    }
  }
  EXPECT_EQ(toDer(given.get()), key.certificate());
}

TEST_F(CertificateCacheTest, ThreadsMayAskAtOnce) {
  const Pkcs12Key key(p12("agency"), pass("agency"));
  const Pkcs12Key other(p12("operator"), pass("operator"));
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 200; ++i) {
        const auto& one = (t + i) % 2 == 0 ? key : other;
        EXPECT_EQ(toDer(cache_.parsed(one.certificate()).get()), one.certificate());
      }
    });
  }
}

}  // namespace
}  // namespace sohoa::signing
