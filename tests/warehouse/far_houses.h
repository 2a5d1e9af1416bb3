#pragma once

#include <nlohmann/json.hpp>

#include "server/http_server.h"
#include "server/jws.h"
#include "server/token.h"
#include "store/s3_destination.h"
#include "store/s3_xml.h"
#include "tests/conformance/far_house.h"
#include "tests/server/api_fixture.h"
#include "tests/support/python_server.h"
#include "tests/support/s3_house.h"
#include "warehouse/rest_destination.h"
#include "warehouse/sohoa_destination.h"

// Real far sides for destinations.
namespace sohoa::warehouse {

inline const core::SystemClock kClock;
inline Retries once() { return {.attempts = 1}; }

// The API of another Sohoa over real stores, on a port of its own, whose verifier says what it is
// told.
class FarSohoa final : public server::ApiTest, public conformance::FarHouse {
 public:
  // Over TLS when it is given; `thumbprint` binds the near side's tokens to its certificate.
  explicit FarSohoa(server::TlsFiles tls = {}, const std::string& thumbprint = {})
      : http_({.tls = tls}, api_), scheme_(tls.certificate.empty() ? "http" : "https") {
    verifier_.report.verdict = core::Verdict::kTotalPassed;
    verifier_.report.signatures.emplace_back();
    core::ApiClient client;
    client.id = "near";
    client.unit = client.sees = "p01";
    client.roles = {core::Role::kArchive};
    client.secret = server::hashSecret("a secret");
    client.certificate = thumbprint;
    client.per_minute = 100000;
    client.created = clock_.now();
    book_.addClient(client);
  }
  void TestBody() override {}

  [[nodiscard]] SohoaDestinationOptions options() const {
    return {.url = scheme_ + "://127.0.0.1:" + std::to_string(http_.port()),
            .client = "near",
            .secret = "a secret",
            .retries = once(),
            .part_size = 100'000,
            .read_receipt = [](std::string_view receipt, const nlohmann::json& key_set) {
              return server::signedClaims(receipt, key_set, server::kReceiptType);
            }};
  }
  [[nodiscard]] std::unique_ptr<core::Destination> destination(core::HttpClient& line) override {
    return std::make_unique<SohoaDestination>(line, options(), kClock);
  }
  [[nodiscard]] std::multimap<std::string, std::string> copies() override {
    std::multimap<std::string, std::string> found;
    for (const auto& copy : catalogue_.changes(0, std::nullopt, 200).copies) {
      if (copy.id == "c1" || copy.id == "c2") continue;  // its own
      EXPECT_TRUE(blobs_.intact(copy.content));
      found.emplace(copy.id, copy.content.hex());
    }
    return found;
  }
  [[nodiscard]] const server::TokenMint& mint() const { return mint_; }
  core::VerificationReport& verdict() { return verifier_.report; }
  core::SearchHit find(const std::string& id) { return catalogue_.find(id).value(); }
  std::string textOf(const std::string& id) { return catalogue_.text(id).value(); }
  core::FixedClock& clock() { return clock_; }
  void shutOut() {
    book_.changeClient("near", [](core::ApiClient& client) { client.disabled = true; });
  }
  void expireUploads() {
    clock_.advance(std::chrono::hours(100));
    uploads_.expire(clock_.now());
  }

 private:
  server::HttpServer http_;
  std::string scheme_;
};

class FarBucket final : public conformance::FarHouse {
 public:
  explicit FarBucket(const std::filesystem::path& folder) {
    options_.place = test::optionsFor(folder).place;
    options_.prefix = core::sha256(folder.string()).hex().substr(0, 16);
    options_.retries.attempts = 1;
  }
  [[nodiscard]] std::unique_ptr<core::Destination> destination(core::HttpClient& line) override {
    return std::make_unique<store::S3Destination>(line, test::credentials(), options_, kClock);
  }
  [[nodiscard]] std::multimap<std::string, std::string> copies() override {
    store::S3Request list;
    list.query = {{"list-type", "2"}, {"prefix", options_.prefix + "/copies/"}};
    std::multimap<std::string, std::string> found;
    const auto client = test::clientOf("sohoa");
    for (const auto& each : store::parseS3Xml(client.require(list).body).children) {
      if (each.name != "Contents") continue;
      store::S3Request get;
      get.key = each.textOf("Key");
      const auto record = nlohmann::json::parse(client.require(get).body);
      const std::string digest = record.at("sha256");
      get.key = options_.prefix + "/sha256/" + digest.substr(0, 2) + "/" + digest.substr(2, 2) +
                "/" + digest;
      found.emplace(record.at("id"), core::sha256(client.require(get).body).hex());
    }
    return found;
  }

 private:
  store::S3DestinationOptions options_;
};

// tests/warehouse/rest_server.py.
class FarService final : public conformance::FarHouse {
 public:
  explicit FarService(core::RestMapping::Body body) { mapping.body = body; }

  [[nodiscard]] std::string url(const std::string& path) const { return server_.url(path); }
  [[nodiscard]] nlohmann::json ask(const std::string& path) const {
    net::CurlHttpClient http;
    return nlohmann::json::parse(http.send({.url = url(path)}).body);
  }
  // Of the body that it is made for.
  [[nodiscard]] core::RestMapping plain(const std::string& path) const {
    using Body = core::RestMapping::Body;
    core::RestMapping out;
    out.body = mapping.body;
    out.url = url(path + "/{id}");
    out.receipt = "/data/ma";
    out.done = {200, 201};
    out.retry = {503};
    if (out.body == Body::kJson) {
      out.fields = {{"/Ma", "{id}"}, {"/Bam", "{sha256}"}, {"/So/Trang", "{pages}"}};
      out.file_field = "/Tep/NoiDung";
    } else if (out.body == Body::kMultipart) {
      out.fields = {{"Ma", "{id}"}, {"Bam", "{sha256}"}, {"Ten", "{title}"}};
      out.file_field = "Tep";
    }
    return out;
  }
  [[nodiscard]] std::unique_ptr<core::Destination> destination(core::HttpClient& line) override {
    return std::make_unique<RestDestination>(
        line, RestDestinationOptions{.mapping = plain("/copies"), .retries = once()}, kClock);
  }
  [[nodiscard]] std::multimap<std::string, std::string> copies() override {
    std::multimap<std::string, std::string> found;
    for (const auto& pair : ask("/copies")) found.emplace(pair.at(0), pair.at(1));
    return found;
  }
  core::RestMapping mapping;

 private:
  test::PythonServer server_{SOHOA_SOURCE_DIR "/tests/warehouse/rest_server.py"};
};

}  // namespace sohoa::warehouse
