#include "pdf/xmp.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/clock.h"

namespace sohoa::pdf {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

XmpFacts facts() {
  return {.title = "Giấy khai sinh",
          .language = "vi",
          .producer = "Sohoa 0.1",
          .created = core::parseIso8601("2026-11-22T00:30:00+07:00"),
          .pages = 3,
          .sources = {core::sha256(std::string_view("a")), core::sha256(std::string_view("b"))}};
}

TEST(Xmp, NamesEveryMasterInOrder) {
  const auto packet = xmpPacket(facts());
  const auto first = packet.find(facts().sources[0].hex());
  const auto second = packet.find(facts().sources[1].hex());
  ASSERT_NE(first, std::string::npos);
  ASSERT_NE(second, std::string::npos);
  EXPECT_LT(first, second);
}

TEST(Xmp, DescribesItsOwnNamespace) {
  const auto packet = xmpPacket(facts());
  EXPECT_THAT(packet, HasSubstr("<pdfaSchema:namespaceURI>urn:sohoa:copy:1.0:<"));
  EXPECT_THAT(packet, HasSubstr("<pdfaProperty:name>SourceDigests<"));
  EXPECT_THAT(packet, HasSubstr("<pdfaProperty:name>PageCount<"));
}

TEST(Xmp, KeepsMarkupInATitleFromBecomingMarkup) {
  auto hostile = facts();
  hostile.title = "</rdf:li>&\"<?xpacket end='w'?>\x01\x1B\xFF";
  const auto packet = xmpPacket(hostile);
  EXPECT_THAT(packet,
              HasSubstr("&lt;/rdf:li&gt;&amp;&quot;&lt;?xpacket end='w'?&gt;\xEF\xBF\xBD<"));
  EXPECT_THAT(packet, Not(HasSubstr("\x1B")));
}

TEST(Xmp, DatesAreVietnameseTime) {
  EXPECT_THAT(xmpPacket(facts()), HasSubstr("<xmp:CreateDate>2026-11-22T00:30:00+07:00<"));
  EXPECT_EQ(pdfDate(facts().created), "D:20261122003000+07'00'");
}

}  // namespace
}  // namespace sohoa::pdf
