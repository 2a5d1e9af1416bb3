#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/file.h"
#include "store/s3_blob_store.h"
#include "store/s3_errors.h"
#include "store/s3_xml.h"
#include "tests/support/s3_house.h"
#include "tests/support/slug_of.h"

namespace sohoa::store {

namespace fs = std::filesystem;
using test::openS3;
using test::slugOf;

inline std::vector<std::uint8_t> bytesOf(const std::string& text) {
  return {text.begin(), text.end()};
}

// What goes to the server, with faults on the way there and back.
class WatchedHttp final : public core::HttpClient {
 public:
  core::HttpResponse send(const core::HttpRequest& request) override {
    core::HttpRequest changed = request;
    if (before) before(changed);
    requests.push_back(changed.method + " " + changed.url);
    auto response = test::httpOfThisProcess().send(changed);
    if (after) after(changed, response);
    return response;
  }
  std::function<void(core::HttpRequest&)> before;
  std::function<void(const core::HttpRequest&, core::HttpResponse&)> after;
  std::vector<std::string> requests;
};

class S3BlobStoreTest : public testing::Test {
 protected:
  S3BlobStoreTest() {
    options_ = test::optionsFor(folder_.path());
    options_.retries.sleep = [this](auto) { ++pauses_; };
  }
  [[nodiscard]] std::unique_ptr<S3BlobStore> open() const { return openS3(options_); }
  [[nodiscard]] std::unique_ptr<S3BlobStore> openWatched() {
    return std::make_unique<S3BlobStore>(http_, test::credentials(), options_, test::kSystemClock);
  }
  static std::vector<core::BlobInfo> all(const S3BlobStore& store) {
    std::vector<core::BlobInfo> found;
    store.forEach([&](const core::BlobInfo& info) { found.push_back(info); });
    return found;
  }
  [[nodiscard]] std::string keyOf(const core::Sha256& id) const {
    const auto hex = id.hex();
    return options_.prefix + "/sha256/" + hex.substr(0, 2) + "/" + hex.substr(2, 2) + "/" + hex;
  }
  // Puts an object behind the store's back.
  void plant(const std::string& key, const std::string& content) const {
    S3Request put;
    put.method = "PUT";
    put.key = key;
    put.body = bytesOf(content);
    test::clientOf("sohoa").require(put);
  }
  [[nodiscard]] std::size_t uploadsInProgress() const {
    S3Request list;
    list.query = {{"uploads", ""}, {"prefix", options_.prefix}};
    const auto page = parseS3Xml(test::clientOf("sohoa").require(list).body);
    return static_cast<std::size_t>(std::ranges::count(page.children, "Upload", &S3Element::name));
  }

  core::TemporaryFolder folder_;
  S3BlobStoreOptions options_;
  WatchedHttp http_;
  int pauses_ = 0;
};

}  // namespace sohoa::store
