#include "pdf/font_subset.h"

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "core/error.h"
#include "core/file.h"
#include "pdf/errors.h"
#include "tests/support/slug_of.h"

namespace sohoa::pdf {
namespace {

using test::slugOf;

const std::filesystem::path kSerif =
    "/usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf";

TEST(FontSubset, ShapesVietnameseTextAndKeepsItsLettersInToUnicode) {
  FontSubset font(kSerif);
  const auto text = font.shape("ỦY BAN đường ợ");
  EXPECT_EQ(text.glyphs.size(), 14U);
  double sum = 0;
  for (const auto& glyph : text.glyphs) {
    EXPECT_NE(glyph.id, 0);
    sum += glyph.advance;
  }
  EXPECT_NEAR(text.width, sum, 1e-6);
  EXPECT_EQ(text.show_operand.front(), '[');
  EXPECT_EQ(text.show_operand.back(), ']');
  const auto embedded = font.embed();
  EXPECT_NE(embedded.to_unicode.find("<1EE6>"), std::string::npos);  // Ủ
  EXPECT_NE(embedded.to_unicode.find("<0111>"), std::string::npos);  // đ
}

TEST(FontSubset, EmbedsOnlyWhatWasShapedAndDescribesTheWholeFont) {
  FontSubset font(kSerif);
  static_cast<void>(font.shape("Nguyễn Văn A 2026-11-22T08:30:00+07:00"));
  const auto embedded = font.embed();
  EXPECT_LT(embedded.truetype.size(), 40000U);
  EXPECT_GT(embedded.truetype.size(), 1000U);
  ASSERT_GT(embedded.base_name.size(), 7U);
  EXPECT_EQ(embedded.base_name.substr(6), "+LiberationSerif");
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(std::isupper(embedded.base_name[i]) != 0);
  EXPECT_EQ(embedded.ascent, 891);
  EXPECT_EQ(embedded.descent, -216);
  EXPECT_GT(embedded.cap_height, 600);
  EXPECT_LT(embedded.bounding_box[0], 0);
  EXPECT_GT(embedded.bounding_box[3], 900);
  EXPECT_EQ(embedded.italic_angle, 0);
  EXPECT_EQ(embedded.flags, 4U);
}

TEST(FontSubset, GivesTheSameBytesForTheSameTexts) {
  FontSubset one(kSerif);
  FontSubset two(kSerif);
  static_cast<void>(one.shape("Sở Tư pháp"));
  static_cast<void>(two.shape("Sở Tư pháp"));
  EXPECT_EQ(one.embed().truetype, two.embed().truetype);
  EXPECT_EQ(one.embed().base_name, two.embed().base_name);
}

TEST(FontSubset, RefusesALetterTheFontDoesNotHave) {
  FontSubset font(kSerif);
  EXPECT_EQ(slugOf([&] { static_cast<void>(font.shape("漢")); }), "pdf.missing_glyph");
}

TEST(FontSubset, RefusesWhatIsNotAFont) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "font.ttf";
  EXPECT_EQ(slugOf([&] { FontSubset font(path); }), "pdf.bad_font");
  for (const std::string_view bytes : {"", "not a font", "\0\1\0\0\0\1glyf"}) {
    core::writeFileAtomically(path, bytes);
    EXPECT_EQ(slugOf([&] { FontSubset font(path); }), "pdf.bad_font");
  }
}

TEST(FontSubset, SurvivesATruncatedFont) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "font.ttf";
  const auto whole = core::readText(kSerif);
  for (const std::size_t size : {100UL, 4000UL, 100000UL, whole.size() - 1000}) {
    core::writeFileAtomically(path, std::string_view(whole).substr(0, size));
    static_cast<void>(slugOf([&] {
      FontSubset font(path);
      static_cast<void>(font.shape("Số 125/QĐ-UBND"));
      static_cast<void>(font.embed());
    }));
  }
}

TEST(FontSubset, EmptyTextIsAnEmptyLine) {
  FontSubset font(kSerif);
  const auto text = font.shape("");
  EXPECT_TRUE(text.glyphs.empty());
  EXPECT_EQ(text.width, 0);
  EXPECT_EQ(text.show_operand, "[]");
}

}  // namespace
}  // namespace sohoa::pdf
