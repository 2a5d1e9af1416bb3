#include "config/rest_mapping.h"

#include <gmock/gmock.h>

#include "core/error.h"
#include "core/file.h"

namespace sohoa::config {
namespace {

using core::RestMapping;
using testing::HasSubstr;

class RestMappingFile : public testing::Test {
 protected:
  RestMapping load(const std::string& text) {
    core::writeFileAtomically(folder_.path() / "m.toml", text);
    return loadRestMapping(folder_.path() / "m.toml");
  }
  // What is wrong with the smallest mapping when `more` is added to it.
  std::string complaint(const std::string& request, const std::string& more = {}) {
    return complaintOf("[request]\nurl = \"http://h/{id}\"\n" + request +
                       "\n[answer]\nreceipt = \"/id\"\n" + more);
  }
  std::string complaintOf(const std::string& text) {
    try {
      static_cast<void>(load(text));
    } catch (const core::Error& error) {
      EXPECT_EQ(error.code(), core::kBadSettings);
      EXPECT_THAT(error.context().file, HasSubstr("m.toml"));
      return error.context().detail;
    }
    return "no complaint";
  }
  core::TemporaryFolder folder_;
};

TEST_F(RestMappingFile, TheShortestHasAnAddressAndAReceipt) {
  const auto mapping = load("[request]\nurl = \"http://h/{id}\"\n[answer]\nreceipt = \"/id\"\n");
  EXPECT_EQ(mapping.method, "POST");
  EXPECT_EQ(mapping.body, RestMapping::Body::kJson);
  EXPECT_EQ(mapping.idempotency_header, "Idempotency-Key");
  EXPECT_EQ(mapping.auth, RestMapping::Auth::kNone);
  EXPECT_EQ(mapping.done, (std::set<int>{200, 201}));
  EXPECT_EQ(mapping.retry.count(503), 1U);
}

TEST_F(RestMappingFile, TheExampleWithTheNationalPortalsNamesIsAValidOne) {
  const auto mapping =
      loadRestMapping(SOHOA_SOURCE_DIR "/config/destinations/cong-dich-vu-cong.toml");
  EXPECT_EQ(mapping.auth, RestMapping::Auth::kOauth2);
  EXPECT_EQ(mapping.secret_file, SOHOA_SOURCE_DIR "/config/destinations/cong-dich-vu-cong.secret");
  EXPECT_EQ(std::get<std::string>(mapping.fields.at("/TaiLieuNop/0/TenTepDinhKem")), "{file_name}");
  EXPECT_EQ(std::get<std::int64_t>(mapping.fields.at("/TaiLieuNop/0/DuocSoHoa")), 1);
  EXPECT_EQ(std::get<bool>(mapping.fields.at("/TaiLieuNop/0/IsDeleted")), false);
  EXPECT_EQ(mapping.there, std::set<int>{409});
}

TEST_F(RestMappingFile, AWrongOneIsRefusedWithLineKeyAndCause) {
  EXPECT_THAT(complaint("method = \"GET\""), HasSubstr("line 3: request.method"));
  EXPECT_THAT(complaint("body = \"xml\""), HasSubstr("request.body must be one of json"));
  EXPECT_THAT(complaint("verb = \"POST\""), HasSubstr("line 3: unknown key request.verb"));
  EXPECT_THAT(complaint("file_field = \"file\""), HasSubstr("a JSON pointer"));
  EXPECT_THAT(complaint("file_name = \"{name}.pdf\""), HasSubstr("without {name}"));
  EXPECT_THAT(complaint("file_name = \"{id\""), HasSubstr("without {id"));
  EXPECT_THAT(complaint("idempotency_header = \"a b\""), HasSubstr("the name of a header"));
  EXPECT_THAT(complaint("body = \"multipart\""), HasSubstr("request.file_field must be given"));
  EXPECT_THAT(complaint("", "[headers]\n\"a:b\" = \"x\"\n"), HasSubstr("headers.a:b"));
  EXPECT_THAT(complaint("", "[headers]\nA = \"{nobody}\"\n"), HasSubstr("without {nobody}"));
  EXPECT_THAT(complaint("", "[fields]\nTen = \"{id}\"\n"), HasSubstr("line 7: fields.Ten"));
  EXPECT_THAT(complaint("", "[fields]\n\"/a~2\" = \"{id}\"\n"), HasSubstr("a JSON pointer"));
  EXPECT_THAT(complaint("", "[fields]\n\"/a\" = 1.5\n"), HasSubstr("a whole number"));
  EXPECT_THAT(complaint("", "[fields]\n\"/a\" = \"{field.}\"\n"), HasSubstr("without {field.}"));
  EXPECT_THAT(complaint("body = \"pdf\"", "[fields]\n\"/a\" = \"x\"\n"),
              HasSubstr("has no fields"));
  EXPECT_THAT(complaint("", "already = [200]\n"), HasSubstr("answer.already"));
  EXPECT_THAT(complaint("", "retry = [201]\n"), HasSubstr("two lists"));
  EXPECT_THAT(complaint("", "done = [99]\n"), HasSubstr("answer.done"));
  EXPECT_THAT(complaint("", "done = \"200\"\n"), HasSubstr("answer.done"));
  EXPECT_THAT(complaint("", "done = []\n"), HasSubstr("must name a status"));
}

TEST_F(RestMappingFile, AnAccountIsGivenWhole) {
  const auto with = [&](const std::string& auth) { return complaint("", "[auth]\n" + auth); };
  EXPECT_THAT(with("kind = \"basic\"\nsecret_file = \"s\"\n"), HasSubstr("together with client"));
  EXPECT_THAT(with("kind = \"bearer\"\n"), HasSubstr("together with secret_file"));
  EXPECT_THAT(with("kind = \"oauth2\"\nclient=\"c\"\nsecret_file=\"s\"\ntoken_url=\"ftp://x\"\n"),
              HasSubstr("together with token_url"));
  EXPECT_THAT(with("kind = \"digest\"\n"), HasSubstr("auth.kind"));
}

TEST_F(RestMappingFile, AServiceThatWouldTakeACopyTwiceIsRefused) {
  EXPECT_THAT(complaint("idempotency_header = \"\""), HasSubstr("knows a copy that it has"));
  EXPECT_EQ(complaint("idempotency_header = \"\"", "already = [409]\n"), "no complaint");
  EXPECT_EQ(complaint("idempotency_header = \"\"\nmethod = \"PUT\""), "no complaint");
}

TEST_F(RestMappingFile, WithoutAddressOrReceiptThereIsNoMapping) {
  EXPECT_THAT(complaintOf(""), HasSubstr("request.url must be given"));
  EXPECT_THAT(complaintOf("[request]\nurl = \"ftp://h/\"\n"), HasSubstr("http or https"));
  EXPECT_THAT(complaintOf("[request]\nurl = \"http://h/\"\n"), HasSubstr("answer.receipt must be"));
  EXPECT_THAT(complaintOf("[request]\nurl = \"http://h/\"\n[answer]\nreceipt = \"id\"\n"),
              HasSubstr("answer.receipt must be a JSON pointer"));
}

}  // namespace
}  // namespace sohoa::config
