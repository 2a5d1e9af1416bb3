#include "ocr/alto.h"

#include <gmock/gmock.h>

namespace sohoa::ocr {
namespace {

using testing::HasSubstr;
using testing::Not;

core::PageResult page(const std::string& word) {
  core::PageResult page;
  page.geometry = {{300, 400}, {200, 200}, 0, 0};
  const core::Box box{10, 20, 30, 40};
  page.blocks = {{box, {{box, {{word, box, 0.5}, {"hai", {50, 20, 20, 40}, 1}}}}}};
  return page;
}

TEST(Alto, WritesWordsSpacesAndPlaces) {
  const std::vector pages{page("một")};
  const std::string out = toAlto(pages, "a.tif");
  EXPECT_THAT(out,
              HasSubstr("<Page ID=\"page_1\" PHYSICAL_IMG_NR=\"1\" WIDTH=\"300\" HEIGHT=\"400\">"));
  EXPECT_THAT(out, HasSubstr("<String ID=\"word_1\" HPOS=\"10\" VPOS=\"20\" WIDTH=\"30\" "
                             "HEIGHT=\"40\" WC=\"0.50\" CONTENT=\"một\"/>"));
  EXPECT_THAT(out, HasSubstr("<SP HPOS=\"40\" VPOS=\"20\" WIDTH=\"10\"/>"));
}

TEST(Alto, EscapesMarkupAndDropsControlCharacters) {
  const std::vector pages{page("a\"<&\x02")};
  const std::string out = toAlto(pages, "<file>");
  EXPECT_THAT(out, HasSubstr("CONTENT=\"a&quot;&lt;&amp;\""));
  EXPECT_THAT(out, HasSubstr("<fileName>&lt;file&gt;</fileName>"));
  EXPECT_THAT(out, Not(HasSubstr("\x02")));
}

TEST(Alto, LeavesOutElementsThatTheSchemaWantsFilled) {
  core::PageResult empty;
  empty.geometry = {{300, 400}, {200, 200}, 0, 0};
  empty.blocks = {{{0, 0, 5, 5}, {}}};
  EXPECT_THAT(toAlto(std::vector{empty}, "x"), Not(HasSubstr("<TextBlock")));
}

}  // namespace
}  // namespace sohoa::ocr
