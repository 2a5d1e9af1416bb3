#include "ocr/hocr.h"

#include <gmock/gmock.h>

namespace sohoa::ocr {
namespace {

using testing::HasSubstr;
using testing::Not;

core::PageResult page(const std::string& word) {
  core::PageResult page;
  page.geometry = {{400, 300}, {200, 200}, 90, 0};
  const core::Box box{10, 20, 30, 40};
  page.blocks = {{box, {{box, {{word, box, 0.876}, {"hai", {50, 20, 20, 40}, 1}}}}}};
  return page;
}

TEST(Hocr, PlacesWordsInTheUprightFrame) {
  const std::vector pages{page("một")};
  const std::string out = toHocr(pages, "hồ sơ.pdf");
  EXPECT_THAT(out, HasSubstr("bbox 0 0 300 400; ppageno 0; scan_res 200 200"));
  EXPECT_THAT(out, HasSubstr("title=\"bbox 10 20 40 60; x_wconf 88\">một</span> <span"));
  EXPECT_THAT(out, HasSubstr("<title>hồ sơ.pdf</title>"));
}

TEST(Hocr, EscapesMarkupAndDropsControlCharacters) {
  const std::vector pages{page("<b>&\"'\x01\x1f")};
  const std::string out = toHocr(pages, "a\"b<c>\n");
  EXPECT_THAT(out, HasSubstr(">&lt;b&gt;&amp;&quot;&#39;</span>"));
  EXPECT_THAT(out, HasSubstr("<title>a&quot;b&lt;c&gt; </title>"));
  EXPECT_THAT(out, Not(HasSubstr("\x01")));
}

TEST(Hocr, GivesEveryElementItsOwnId) {
  const std::vector pages{page("a"), page("b")};
  const std::string out = toHocr(pages, "x");
  EXPECT_THAT(out, HasSubstr("id=\"word_1_1\""));
  EXPECT_THAT(out, HasSubstr("id=\"word_2_2\""));
  EXPECT_THAT(out, HasSubstr("content=\"2\""));
}

TEST(Hocr, IsADocumentEvenWithoutPages) {
  EXPECT_THAT(toHocr({}, "x"), HasSubstr("<body>\n</body>\n</html>"));
}

}  // namespace
}  // namespace sohoa::ocr
