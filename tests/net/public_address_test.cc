#include "net/public_address.h"

#include <gtest/gtest.h>
#include <netdb.h>

#include <string>

#include "net/curl_http_client.h"
#include "net/errors.h"
#include "tests/support/python_server.h"
#include "tests/support/slug_of.h"

namespace sohoa::net {
namespace {

bool judged(const std::string& text) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST;
  addrinfo* found = nullptr;
  if (::getaddrinfo(text.c_str(), nullptr, &hints, &found) != 0) {
    ADD_FAILURE() << text;
    return false;
  }
  const bool is_public = isPublic(*found->ai_addr);
  ::freeaddrinfo(found);
  return is_public;
}

TEST(PublicAddress, WhatIsInsideOrMeansSomethingIsNotPublic) {
  for (const char* address : {"0.0.0.0",
                              "0.1.2.3",
                              "10.0.0.1",
                              "10.255.255.255",
                              "100.64.0.1",
                              "100.127.255.255",
                              "127.0.0.1",
                              "127.255.255.254",
                              "169.254.169.254",
                              "172.16.0.1",
                              "172.31.255.255",
                              "192.0.0.8",
                              "192.0.2.1",
                              "192.88.99.1",
                              "192.168.1.1",
                              "198.18.0.1",
                              "198.19.255.255",
                              "198.51.100.7",
                              "203.0.113.7",
                              "224.0.0.1",
                              "239.255.255.255",
                              "240.0.0.1",
                              "255.255.255.255",
                              "::",
                              "::1",
                              "::ffff:10.0.0.1",
                              "::ffff:127.0.0.1",
                              "::ffff:169.254.169.254",
                              "::127.0.0.1",
                              "64:ff9b::7f00:1",
                              "64:ff9b:1::1",
                              "100::1",
                              "2001::1",
                              "2001:1ff::1",
                              "2001:db8::1",
                              "2002:7f00:1::1",
                              "3fff::1",
                              "3fff:fff::1",
                              "4000::1",
                              "fc00::1",
                              "fd12:3456::1",
                              "fe80::1",
                              "fec0::1",
                              "ff02::1"}) {
    EXPECT_FALSE(judged(address)) << address;
  }
}

TEST(PublicAddress, TheRestIs) {
  for (const char* address :
       {"1.1.1.1",      "8.8.8.8",         "9.255.255.255",   "11.0.0.0",        "100.63.255.255",
        "100.128.0.0",  "126.255.255.255", "128.0.0.1",       "169.253.255.255", "172.15.255.255",
        "172.32.0.0",   "192.0.1.0",       "192.167.255.255", "192.169.0.0",     "198.17.255.255",
        "198.20.0.0",   "203.0.114.0",     "223.255.255.255", "::ffff:8.8.8.8",  "2001:200::1",
        "2400:cb00::1", "2606:4700::1111", "3ffe::1",         "3fff:1000::1"}) {
    EXPECT_TRUE(judged(address)) << address;
  }
}

TEST(PublicAddress, NoFamilyButTheTwoIs) {
  sockaddr address{};
  address.sa_family = AF_UNIX;
  EXPECT_FALSE(isPublic(address));
}

// Names and spellings that lead to this machine, where a server does answer.
TEST(PublicAddress, AClientOfThePublicInternetNeverReachesThisMachine) {
  const test::PythonServer server(std::string(SOHOA_SOURCE_DIR) + "/tests/net/http_server.py");
  const auto port = server.url("/port").substr(std::string("http://127.0.0.1").size());
  CurlHttpClient anywhere;
  core::HttpRequest request;
  request.url = server.url("/port");
  EXPECT_EQ(anywhere.send(request).status, 200);
  HttpOptions options;
  options.public_only = true;
  CurlHttpClient outside(options);
  for (const std::string host :
       {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0",
        "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::]"}) {
    request.url = "http://" + host + port;
    const auto slug = test::slugOf([&] { static_cast<void>(outside.send(request)); });
    EXPECT_EQ(slug, kPrivateAddress.slug) << host;
  }
}

}  // namespace
}  // namespace sohoa::net
