#include "server/forwarded.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "tests/support/slug_of.h"

namespace sohoa::server {
namespace {

TEST(Forwarded, WithoutProxiesThePeerIsTheOrigin) {
  EXPECT_EQ(Proxies().origin("192.0.2.1", "203.0.113.9"), "192.0.2.1");
}

TEST(Forwarded, OnlyAProxyIsBelieved) {
  const Proxies proxies({"127.0.0.1", "10.1.0.0/16", "fd00::/8"});
  EXPECT_EQ(proxies.origin("127.0.0.1", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(proxies.origin("10.1.200.7", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(proxies.origin("fd12::1", "2001:db8::5"), "2001:db8::5");
  EXPECT_EQ(proxies.origin("::ffff:127.0.0.1", "203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(proxies.origin("10.2.0.1", "203.0.113.9"), "10.2.0.1");
}

TEST(Forwarded, WhatAClientWroteItselfIsNotLookedAt) {
  const Proxies proxies({"127.0.0.1", "10.1.0.1"});
  EXPECT_EQ(proxies.origin("127.0.0.1", "127.0.0.1, 203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(proxies.origin("127.0.0.1", "1.1.1.1, 203.0.113.9 , 10.1.0.1"), "203.0.113.9");
  EXPECT_EQ(proxies.origin("127.0.0.1", "<script>, 203.0.113.9"), "203.0.113.9");
}

TEST(Forwarded, WithoutAnAddressTheLastProxyIsTheOrigin) {
  const Proxies proxies({"127.0.0.1", "10.1.0.1"});
  for (const char* header : {"", ",", "unknown", "203.0.113.9,", "203.0.113.9:80", " "}) {
    EXPECT_EQ(proxies.origin("127.0.0.1", header), "127.0.0.1") << header;
  }
  EXPECT_EQ(proxies.origin("127.0.0.1", "nonsense, 10.1.0.1"), "10.1.0.1");
  EXPECT_EQ(proxies.origin("127.0.0.1", "10.1.0.1"), "10.1.0.1");
}

TEST(Forwarded, WhatIsNoAddressIsRefusedInTheSettings) {
  for (const char* wrong : {"", "localhost", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "::1/129"}) {
    EXPECT_EQ(test::slugOf([&] { static_cast<void>(Proxies({wrong})); }), core::kBadSettings.slug)
        << wrong;
  }
}

}  // namespace
}  // namespace sohoa::server
