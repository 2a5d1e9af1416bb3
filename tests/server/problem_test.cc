#include "server/problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/ports/access_book.h"
#include "core/ports/errors.h"
#include "server/errors.h"

namespace sohoa::server {
namespace {

using core::Error;
using core::Language;

std::string header(const Response& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return {};
}

TEST(Problem, TellsCodeTitleAndStatus) {
  const auto response = problem(Error(kBadRequest, {.detail = "limit"}), Language::kEnglish);
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(header(response, "Content-Type"), "application/problem+json");
  EXPECT_EQ(header(response, "Content-Language"), "en");
  const auto body = nlohmann::json::parse(response.body);
  EXPECT_EQ(body.at("type"), "urn:sohoa:problem:server.bad_request");
  EXPECT_EQ(body.at("title"), std::string(kBadRequest.en));
  EXPECT_EQ(body.at("status"), 400);
  EXPECT_EQ(body.at("detail"), "limit");
}

TEST(Problem, NeverTellsWhatIsWrongInside) {
  for (const auto& code : {core::kInternal, core::kIo, core::kStoreBusy, core::kBlobDamaged}) {
    const auto response =
        problem(Error(code, {.file = "/secret/path", .detail = "SELECT"}), Language::kEnglish);
    EXPECT_GE(response.status, 500);
    EXPECT_EQ(response.body.find("SELECT"), std::string::npos);
    EXPECT_EQ(response.body.find("/secret"), std::string::npos);
  }
}

TEST(Problem, WhatPassesIs503AndWhatDoesNotIs500) {
  EXPECT_EQ(statusOf(Error(core::kStoreBusy, {})), 503);
  EXPECT_EQ(statusOf(Error(core::kBlobDamaged, {})), 500);
  EXPECT_EQ(statusOf(Error(core::kInternal, {})), 500);
  EXPECT_EQ(statusOf(Error(core::kReuseConflict, {})), 422);
  EXPECT_EQ(header(problem(Error(core::kStoreBusy, {}), Language::kEnglish), "Retry-After"), "5");
  EXPECT_NE(header(problem(Error(kNotAuthenticated, {}), Language::kEnglish), "WWW-Authenticate"),
            "");
}

TEST(Problem, AnyTextCanBeQuoted) {
  const auto response = problem(Error(kBadRequest, {.detail = "\xff\xfe\""}), Language::kEnglish);
  EXPECT_TRUE(nlohmann::json::accept(response.body));
}

TEST(Language, IsVietnameseUnlessEnglishIsWantedMore) {
  for (const char* text : {"", "vi", "vi-VN,vi;q=0.9,en;q=0.8", "fr", "*", "vi, en", "en;q=0",
                           "en;q=0.5, vi;q=0.9", "den, vi"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(languageOf(text), Language::kVietnamese);
  }
  for (const char* text : {"en", "EN", "en-US,en;q=0.9,vi;q=0.8", "vi;q=0.5, en;q=0.9", "fr, en",
                           "vi;q=0, en;q=0.1"}) {
    SCOPED_TRACE(text);
    EXPECT_EQ(languageOf(text), Language::kEnglish);
  }
}

}  // namespace
}  // namespace sohoa::server
