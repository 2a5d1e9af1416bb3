#include "warehouse/rest_destination.h"

#include "tests/support/slug_of.h"
#include "tests/warehouse/far_houses.h"
#include "warehouse/errors.h"

namespace sohoa::warehouse {
namespace {

using core::RestMapping;
using test::slugOf;

class RestDestinationTest : public testing::Test {
 protected:
  RestDestinationTest() {
    core::writeFileAtomically(copy_.file = folder_.path() / "abc.pdf", std::string_view("%PDF-"));
    copy_.copy.id = "abc";
    copy_.copy.title = "Giấy khai sinh \"mẫu\"\r\nX: y";
    copy_.copy.case_file = "HS/7 a";
    copy_.copy.fields["ho_ten"] = std::string("Nguyễn Văn Mẫu");
    copy_.copy.fields["noi_nhan"] = std::vector<std::string>{"A", "B"};
    copy_.copy.pages = 3;
    copy_.copy.content = core::sha256(std::string_view("%PDF-"));
    copy_.size = 5;
    copy_.key = "k1";
    use(RestMapping::Body::kJson);
  }
  void use(RestMapping::Body body) {
    far_.mapping.body = body;
    options_.mapping = far_.plain("/copies");
  }
  core::Receipt send() { return RestDestination(line_, options_, kClock).send(copy_); }
  std::string problem() {
    return slugOf([&] { static_cast<void>(send()); });
  }
  // What is said of a service that answers so.
  std::string answered(int status) {
    options_.mapping.url = far_.url("/answer/" + std::to_string(status) + "/");
    return problem();
  }

  core::TemporaryFolder folder_;
  FarService far_{RestMapping::Body::kJson};
  RestDestinationOptions options_{.retries = once()};
  conformance::WatchedLine line_;
  core::OutgoingCopy copy_;
};

TEST_F(RestDestinationTest, FieldsStandUnderTheServicesNames) {
  auto& fields = options_.mapping.fields;
  fields["/TaiLieuNop/0/TenTepDinhKem"] = "{file_name}";
  fields["/TaiLieuNop/0/IsDeleted"] = false;
  fields["/TaiLieuNop/0/DuocSoHoa"] = std::int64_t{1};
  fields["/ChuHoSo"] = "{field.ho_ten}, {field.noi_nhan}{field.khong_co}";
  send();
  const auto seen = far_.ask("/last").at("fields");
  EXPECT_EQ(seen.at("TaiLieuNop").at(0).dump(),
            R"({"DuocSoHoa":1,"IsDeleted":false,"TenTepDinhKem":"abc.pdf"})");
  EXPECT_EQ(seen.at("ChuHoSo"), "Nguyễn Văn Mẫu, A; B");
  EXPECT_EQ(seen.at("So").at("Trang"), 3);
}

TEST_F(RestDestinationTest, AddressesAndHeadersAreFilledInSafely) {
  options_.mapping.url = far_.url("/ho-so/{case_file}/{id}");
  options_.mapping.headers = {{"Ten", "{title}"}};
  send();
  const auto seen = far_.ask("/last");
  EXPECT_EQ(seen.at("path"), "/ho-so/HS%2F7%20a/abc");
  EXPECT_EQ(seen.at("headers").count("x"), 0U);
  EXPECT_EQ(seen.at("headers").at("idempotency-key"), "\"k1\"");
  EXPECT_TRUE(seen.at("headers").contains("content-digest"));
}

TEST_F(RestDestinationTest, AFormsFieldsCannotBreakOutOfTheirParts) {
  use(RestMapping::Body::kMultipart);
  options_.mapping.file_name = "{title}.pdf";
  send();
  const auto seen = far_.ask("/last");
  EXPECT_EQ(seen.at("names").dump(), R"(["Bam","Ma","Ten","Tep"])");
  EXPECT_EQ(seen.at("fields").at("Ten"), copy_.copy.title);
}

TEST_F(RestDestinationTest, TheReceiptIsWhereTheMappingSays) {
  EXPECT_EQ(send().id, "R-abc");
  options_.mapping.receipt = "header:Location";
  EXPECT_EQ(send().id, "/copies/abc");
  options_.mapping.receipt = "/data/so";
  EXPECT_EQ(send().id, "4");
  EXPECT_THAT(send().proof, testing::HasSubstr("R-abc"));
  options_.mapping.receipt = "/nowhere";
  EXPECT_EQ(problem(), kFarBadAnswer.slug);
}

TEST_F(RestDestinationTest, StatusesMeanWhatTheMappingSays) {
  EXPECT_EQ(answered(503), kFarUnavailable.slug);
  EXPECT_EQ(answered(500), kFarRefused.slug);  // not in the list
  EXPECT_EQ(answered(422), kFarRefused.slug);
  EXPECT_EQ(answered(302), kFarBadAnswer.slug);
  EXPECT_EQ(answered(403), kFarCredentials.slug);
  options_.mapping.there = {409};
  EXPECT_EQ(answered(409), "");
}

TEST_F(RestDestinationTest, WhatTheServiceHasAlreadyIsReceiptedUnderItsOwnId) {
  options_.mapping.there = {409};
  options_.mapping.url = far_.url("/answer/409/");
  EXPECT_EQ(send().id, "abc");
}

TEST_F(RestDestinationTest, FourWaysToSayWhoAsks) {
  const auto said = [&] {
    send();
    return far_.ask("/last").at("headers").value("authorization", "");
  };
  options_.secret = "bí mật";
  EXPECT_EQ(said(), "");
  options_.mapping.auth = RestMapping::Auth::kBearer;
  options_.secret = "t-1";
  EXPECT_EQ(said(), "Bearer t-1");
  options_.mapping.auth = RestMapping::Auth::kBasic;
  options_.mapping.client = "phuong";
  EXPECT_EQ(said(), "Basic cGh1b25nOnQtMQ==");
  options_.mapping.auth = RestMapping::Auth::kOauth2;
  options_.mapping.token_url = far_.url("/token");
  EXPECT_EQ(said(), "Bearer token-1");
}

TEST_F(RestDestinationTest, ATokenThatIsNotTakenAnyMoreIsRenewedOnce) {
  options_.mapping.auth = RestMapping::Auth::kOauth2;
  options_.mapping.token_url = far_.url("/token");
  options_.mapping.url = far_.url("/oauth/{id}");  // takes the second token only
  EXPECT_EQ(send().id, "R-abc");
  EXPECT_EQ(problem(), kFarCredentials.slug);  // the third and fourth
}

TEST_F(RestDestinationTest, AFaultThatPassesIsSatOut) {
  options_.retries = {.attempts = 3, .sleep = [](std::chrono::milliseconds) {}};
  int count = 0;
  line_.before = [&](const core::HttpRequest&) {
    if (++count < 3) throw core::Error(conformance::kDeadLine, {});
  };
  EXPECT_EQ(send().id, "R-abc");
}

}  // namespace
}  // namespace sohoa::warehouse
