#include "store/s3_xml.h"

#include <gmock/gmock.h>

#include "store/s3_errors.h"
#include "tests/support/slug_of.h"

namespace sohoa::store {
namespace {

std::string refusal(const std::string& text) {
  return test::slugOf([&] { static_cast<void>(parseS3Xml(text)); });
}

TEST(S3Xml, ReadsAListing) {
  const auto root = parseS3Xml(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\n"
      "  <IsTruncated>true</IsTruncated><Prefix/>\n"
      "  <Contents><Key>hồ s&#417;/&amp;&lt;&#x1F4C4;</Key><Size>12</Size></Contents>\n"
      "  <Contents><Key>b</Key></Contents>\n"
      "</ListBucketResult>\n");
  EXPECT_EQ(root.name, "ListBucketResult");
  EXPECT_EQ(root.children.size(), 4U);
  EXPECT_EQ(root.textOf("IsTruncated"), "true");
  EXPECT_EQ(root.textOf("Prefix"), "");
  EXPECT_EQ(root.child("Contents")->textOf("Key"), "hồ sơ/&<\xF0\x9F\x93\x84");
  EXPECT_EQ(root.child("none"), nullptr);
}

TEST(S3Xml, PassesOverNamespacePrefixesAndAttributes) {
  const auto root = parseS3Xml("<s3:Error a='1' b=\"&quot;\"><s3:Code >X</s3:Code ></s3:Error>");
  EXPECT_EQ(root.name, "Error");
  EXPECT_EQ(root.textOf("Code"), "X");
}

TEST(S3Xml, RefusesDocumentTypesAndEntities) {
  for (const char* text :
       {"<!DOCTYPE a><a/>", "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<a>&x;</a>", "<a><!ENTITY x 'y'></a>", "<a><![CDATA[x]]></a>", "<a><!-- x --></a>",
        "<a><?php x ?></a>", "<?xml version='1.0'?><?x y?><a/>"}) {
    EXPECT_EQ(refusal(text), kS3BadAnswer.slug) << text;
  }
}

TEST(S3Xml, RefusesWhatIsNotWellFormed) {
  for (const char* text : {"",
                           "a",
                           "<a>",
                           "<a></b>",
                           "<a/><b/>",
                           "<a></a>x",
                           "<a b></a>",
                           "<a b=c/>",
                           "<a b='<'/>",
                           "<1/>",
                           "<a>&#0;</a>",
                           "<a>&#xD800;</a>",
                           "<a>&#1114112;</a>",
                           "<a>&#xg;</a>",
                           "<a>&amp</a>",
                           "<a>\x01</a>",
                           "<",
                           "<a",
                           "<a x='",
                           "<?xml",
                           "&amp;<a/>"}) {
    EXPECT_EQ(refusal(text), kS3BadAnswer.slug) << text;
  }
}

TEST(S3Xml, RefusesDepthAndNumberWithoutEnd) {
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "<a>";
  EXPECT_EQ(refusal(deep), kS3BadAnswer.slug);
  std::string wide = "<a>";
  for (int i = 0; i < 100'001; ++i) wide += "<b/>";
  EXPECT_EQ(refusal(wide + "</a>"), kS3BadAnswer.slug);
}

TEST(S3Errors, SayWhatToMend) {
  EXPECT_EQ(s3Error(403, "SignatureDoesNotMatch").code(), kS3Credentials);
  EXPECT_EQ(s3Error(403, "RequestTimeTooSkewed").code(), kS3ClockSkew);
  EXPECT_EQ(s3Error(404, "NoSuchBucket").code(), kS3NoBucket);
  EXPECT_EQ(s3Error(503, "SlowDown").code(), kS3Unavailable);
  EXPECT_EQ(s3Error(418, "").code(), kS3Refused);
  EXPECT_EQ(kS3ClockSkew.retry, core::Retry::kConfigure);
  EXPECT_EQ(s3Error(400, "x\n<secret>").context().detail, "S3 400 xsecret");
}

}  // namespace
}  // namespace sohoa::store
