#include "store/s3_signer.h"

#include <gmock/gmock.h>

namespace sohoa::store {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

// The examples of "Signature Calculations for the Authorization Header" and "Authenticating
// Requests: Using Query Parameters" in the S3 API reference of AWS.
class S3SignerExamples : public testing::Test {
 protected:
  [[nodiscard]] static S3Call call(std::string method, std::string path) {
    S3Call call;
    call.method = std::move(method);
    call.host = "examplebucket.s3.amazonaws.com";
    call.path = std::move(path);
    return call;
  }

  const core::Timestamp now_ = core::parseIso8601("2013-05-24T00:00:00Z");
  const S3Signer signer_{{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"},
                         "us-east-1"};
};

TEST_F(S3SignerExamples, GetObjectWithARange) {
  auto get = call("GET", "/test.txt");
  get.headers["range"] = "bytes=0-9";
  EXPECT_EQ(signer_.sign(get, kEmptyPayload, now_).at("authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,"
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,"
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST_F(S3SignerExamples, PutObjectWithAKeyThatNeedsEncoding) {
  auto put = call("PUT", "/test$file.text");
  put.headers["date"] = "Fri, 24 May 2013 00:00:00 GMT";
  put.headers["x-amz-storage-class"] = "REDUCED_REDUNDANCY";
  const auto headers =
      signer_.sign(put, "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072", now_);
  EXPECT_THAT(headers.at("authorization"),
              EndsWith("98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
  EXPECT_EQ(headers.at("x-amz-date"), "20130524T000000Z");
}

TEST_F(S3SignerExamples, AQueryNameWithoutAValue) {
  auto get = call("GET", "/");
  get.query["lifecycle"] = "";
  EXPECT_THAT(signer_.sign(get, kEmptyPayload, now_).at("authorization"),
              EndsWith("fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
}

TEST_F(S3SignerExamples, AQueryWithSeveralNames) {
  auto get = call("GET", "/");
  get.query = {{"prefix", "J"}, {"max-keys", "2"}};
  EXPECT_THAT(signer_.sign(get, kEmptyPayload, now_).at("authorization"),
              EndsWith("34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
}

TEST_F(S3SignerExamples, APresignedAddress) {
  const auto query = signer_.presign(call("GET", "/test.txt"), std::chrono::seconds(86400), now_);
  EXPECT_EQ(queryText(query),
            "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
            "&X-Amz-SignedHeaders=host");
}

TEST(S3Signer, EncodesWhatIsNotUnreserved) {
  EXPECT_EQ(percentEncoded("hồ sơ/1+1=2~_-."), "h%E1%BB%93%20s%C6%A1%2F1%2B1%3D2~_-.");
  EXPECT_EQ(percentEncoded("a b/c", true), "a%20b/c");
}

TEST(S3Signer, WritesBase64AsTheExamplesOfRfc4648) {
  const auto of = [](const std::string& text) {
    return base64({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  };
  EXPECT_EQ(of(""), "");
  EXPECT_EQ(of("f"), "Zg==");
  EXPECT_EQ(of("fo"), "Zm8=");
  EXPECT_EQ(of("foobar"), "Zm9vYmFy");
}

TEST(S3Signer, SortsAQueryByItsEncodedNames) {
  EXPECT_EQ(queryText({{"a-", "1"}, {"a:", "2"}, {"A", "x/y"}}), "A=x%2Fy&a%3A=2&a-=1");
}

TEST(S3Signer, NeverSendsTheSecret) {
  const S3Signer signer({"ID", "very-secret"}, "vn");
  S3Call call;
  call.path = "/";
  for (const auto& [name, value] : signer.sign(call, kEmptyPayload, {})) {
    EXPECT_THAT(value, testing::Not(HasSubstr("very-secret")));
  }
}

}  // namespace
}  // namespace sohoa::store
