#include "ocr/xml_text.h"

#include <gtest/gtest.h>

namespace sohoa::ocr {
namespace {

TEST(XmlText, KeepsVietnameseInNfc) { EXPECT_EQ(xmlText("Tie\xcc\x82\xcc\x81ng"), "Tiếng"); }

TEST(XmlText, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(xmlText("a\xff"
                    "b"),
            "a\xef\xbf\xbd"
            "b");
}

TEST(XmlText, DropsWhatXmlForbids) {
  EXPECT_EQ(xmlText(std::string_view("a\0\x0b\x7f\xef\xbf\xbe"
                                     "b",
                                     8)),
            "ab");
}

TEST(XmlText, MakesLineEndsAndTabsSpaces) { EXPECT_EQ(xmlText("a\tb\nc"), "a b c"); }

}  // namespace
}  // namespace sohoa::ocr
