// The bytes of a copy: validators, ranges, damage.
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/server/api_fixture.h"

namespace sohoa::server {
namespace {

using testing::HasSubstr;
using testing::Not;

class ApiContent : public ApiTest {
 protected:
  Answer content(const std::map<std::string, std::string>& headers = {}) {
    return send(get(kTarget, "read@p01", headers));
  }
  void rewrite(const std::string& bytes) {
    const auto file = blobs_.localFile(id_);
    std::filesystem::remove(file);
    core::writeFileAtomically(file, bytes, 0444);
  }
  static constexpr const char* kTarget = "/api/v1/copies/c1/content";
  const std::string pdf_ = kPdf;
  core::Sha256 id_ = core::sha256(pdf_);
  std::string tag_ = "\"sha256:" + id_.hex() + "\"";
};

TEST_F(ApiContent, IsThePdfWithItsDigestAndTag) {
  const auto answer = content();
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, pdf_);
  EXPECT_EQ(answer.header("content-type"), "application/pdf");
  EXPECT_EQ(answer.header("etag"), tag_);
  EXPECT_EQ(answer.header("accept-ranges"), "bytes");
  EXPECT_THAT(answer.header("repr-digest"), HasSubstr("sha-256=:"));
  EXPECT_THAT(answer.header("content-disposition"), HasSubstr("c1.pdf"));
  EXPECT_THAT(answer.header("cache-control"), HasSubstr("private"));
}

TEST_F(ApiContent, HeadTellsOfTheWholeEvenWhenAPartIsAskedFor) {
  for (const char* range : {"", "bytes=0-4"}) {
    auto request = get(kTarget);
    request.method = "HEAD";
    if (*range != 0) request.headers["range"] = range;
    const auto answer = send(request);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.length, pdf_.size());
    EXPECT_EQ(answer.header("etag"), tag_);
  }
  EXPECT_EQ(logged().size(), 2U);
}

TEST_F(ApiContent, APartIsSentAsAsked) {
  const auto answer = content({{"range", "bytes=5-7"}});
  EXPECT_EQ(answer.status, 206);
  EXPECT_EQ(answer.body, pdf_.substr(5, 3));
  EXPECT_EQ(answer.header("content-range"), "bytes 5-7/" + std::to_string(pdf_.size()));
  EXPECT_EQ(content({{"range", "bytes=-4"}}).body, pdf_.substr(pdf_.size() - 4));
  EXPECT_EQ(content({{"range", "bytes=0-1,3-4"}}).body, pdf_);
}

TEST_F(ApiContent, APartBeyondTheEndIs416) {
  const auto answer = content({{"range", "bytes=1000-"}});
  EXPECT_EQ(answer.status, 416);
  EXPECT_EQ(answer.header("content-range"), "bytes */" + std::to_string(pdf_.size()));
  EXPECT_EQ(answer.body, "");
}

TEST_F(ApiContent, IfRangeOfOtherBytesGivesTheWhole) {
  EXPECT_EQ(content({{"range", "bytes=0-1"}, {"if-range", tag_}}).status, 206);
  for (const auto& other :
       {std::string("\"sha256:00\""), "W/" + tag_, std::string("Sat, 29 Oct 1994 19:43:31 GMT")}) {
    const auto answer = content({{"range", "bytes=0-1"}, {"if-range", other}});
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, pdf_);
  }
}

TEST_F(ApiContent, WhatTheClientHasIsNotSentAgain) {
  for (const auto& tags :
       {tag_, "W/" + tag_, "\"x\", " + tag_, "\"x\",W/" + tag_ + " , \"y\"", std::string("*")}) {
    SCOPED_TRACE(tags);
    const auto answer = content({{"if-none-match", tags}});
    EXPECT_EQ(answer.status, 304);
    EXPECT_EQ(answer.body, "");
    EXPECT_EQ(answer.header("etag"), tag_);
  }
  for (const auto& tags : {std::string("\"x\""), id_.hex(), "\"a" + tag_ + "\"", "x" + tag_,
                           std::string("\""), std::string(", ,")}) {
    SCOPED_TRACE(tags);
    EXPECT_EQ(content({{"if-none-match", tags}}).status, 200);
  }
  EXPECT_EQ(logged().front().status, 304);
}

TEST_F(ApiContent, IfMatchComparesStrongly) {
  EXPECT_EQ(content({{"if-match", tag_}}).status, 200);
  EXPECT_EQ(content({{"if-match", "*"}}).status, 200);
  EXPECT_EQ(content({{"if-match", "\"x\", " + tag_}}).status, 200);
  for (const auto& tags : {std::string("\"x\""), "W/" + tag_}) {
    const auto answer = content({{"if-match", tags}});
    EXPECT_EQ(answer.status, 412);
    EXPECT_EQ(answer.body, "");
  }
}

TEST_F(ApiContent, DamageIsAnErrorAndNotAnAnswer) {
  auto damaged = pdf_;
  damaged.back() = 'X';
  rewrite(damaged);
  for (const std::string target : {kTarget, "/api/v1/copies/c1/verification"}) {
    const auto answer = send(get(target));
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.type(), "urn:sohoa:problem:" + std::string(core::kBlobDamaged.slug));
    EXPECT_THAT(answer.body, Not(HasSubstr("%PDF")));
  }
}

TEST_F(ApiContent, DamageIsFoundAlsoAfterAGoodRead) {
  EXPECT_EQ(content().status, 200);
  rewrite("%PDF-1.7 of c1, long enough to be cuT");
  EXPECT_EQ(content().status, 500);
  rewrite(pdf_);
  EXPECT_EQ(content().body, pdf_);
}

TEST_F(ApiContent, MissingBytesAreAnError) {
  blobs_.remove(id_);
  const auto answer = content();
  EXPECT_GE(answer.status, 500);
  EXPECT_THAT(answer.body, Not(HasSubstr(folder_.path().string())));
}

TEST_F(ApiContent, TextIsPlain) {
  const auto answer = send(get("/api/v1/copies/c1/text"));
  EXPECT_EQ(answer.body, "toàn văn của c1");
  EXPECT_EQ(answer.header("content-type"), "text/plain; charset=utf-8");
}

TEST_F(ApiContent, VerificationIsOfTheBytesInTheStore) {
  verifier_.report.verdict = core::Verdict::kTotalPassed;
  const auto answer = send(get("/api/v1/copies/c1/verification"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.json().at("verdict"), "TOTAL_PASSED");
  EXPECT_EQ(answer.json().at("sha256"), id_.hex());
  EXPECT_EQ(verifier_.seen, pdf_);
  EXPECT_EQ(verifier_.asked.policy, core::VerifyRequest::Policy::kSohoa);
}

}  // namespace
}  // namespace sohoa::server
