#include "pdf/page_content.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>

#include "pdf/assembler.h"
#include "tests/pdf/copy_fixture.h"

namespace sohoa::pdf {
namespace {

using namespace testing;  // NOLINT: the fixture of this suite
using ::testing::HasSubstr;

std::string squeezed(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string word; in >> word;) out += (out.empty() ? "" : " ") + word;
  return out;
}

std::string roundTrip(const core::CopySpec::Page& only, bool raw = false) {
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({only}), path);
  return squeezed(textOf(path, raw));
}

core::CopySpec::Page a4() { return page(greyImage({1654, 2339}, 10), 200); }

core::CopySpec::Page letterhead(int pitch) {
  auto letter = a4();
  letter.result.blocks = {
      block({line("ỦY BAN NHÂN DÂN", 200, 150, 30, 18),
             line("XÃ EA KIẾT", 240, 150 + pitch, 30, 18),
             line("Số: 5823/QĐ-UBND", 200, 150 + 2 * pitch, 30, 16)}),
      block({line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 780, 150, 30, 18),
             line("Độc lập - Tự do - Hạnh phúc", 850, 150 + pitch, 30, 18),
             line("Ea Kiết, ngày 24 tháng 09 năm 2019", 840, 150 + 2 * pitch, 30, 16)}),
      block({line("QUYẾT ĐỊNH", 720, 380, 32, 20),
             line("Về việc thành lập Tổ công nghệ số cộng đồng", 460, 430, 32, 18)}),
      block({line("Căn cứ Quyết định số 655/QĐ-UBND ngày 08 tháng 06 năm 2024 của Chủ", 200, 540,
                  32, 18),
             line("tịch Ủy ban nhân dân tỉnh Đắk Lắk về việc công bố danh mục thủ tục", 200, 585,
                  32, 18),
             line("hành chính;", 200, 630, 32, 18)})};
  return letter;
}

TEST(PageText, ComesBackInReadingOrderFromATwoColumnLetterhead) {
  const auto letter = letterhead(40);
  EXPECT_EQ(roundTrip(letter), squeezed(letter.result.text()));
}

// With a wide gap in both columns at the same height a reader that guesses sees a table of four
// cells; the order in the file is still the reading order.
TEST(PageText, StandsInReadingOrderInTheFileWhateverTheGaps) {
  const auto letter = letterhead(55);
  EXPECT_EQ(roundTrip(letter, true), squeezed(letter.result.text()));
}

TEST(PageText, ComesBackInReadingOrderFromTwoColumnsOfProse) {
  auto prose = a4();
  std::vector<core::Line> left;
  std::vector<core::Line> right;
  for (int i = 0; i < 30; ++i) {
    left.push_back(line("bên trái dòng thứ " + std::to_string(i), 200, 300 + 45 * i, 32, 18));
    right.push_back(line("bên phải dòng thứ " + std::to_string(i), 900, 300 + 45 * i, 32, 18));
  }
  prose.result.blocks = {block(left), block(right)};
  EXPECT_EQ(roundTrip(prose), squeezed(prose.result.text()));
}

TEST(PageText, SurvivesLettersBeyondTheBasicPlaneAndControlCharacters) {
  auto odd = a4();
  odd.result.blocks = {block({line("chữ 𠮷𡚴 và 😀 hết", 200, 300, 40, 20),
                              line("a\x01\x7F\xC2\x85\xEF\xBB\xBF"
                                   "b (c) \\ <d>",
                                   200, 360, 40, 20),
                              line("\x02\x03 \xFF\xFE cuối", 200, 420, 40, 20)})};
  const auto text = roundTrip(odd);
  EXPECT_THAT(text, HasSubstr("chữ 𠮷𡚴 và 😀 hết"));
  EXPECT_THAT(text, HasSubstr("ab (c) \\ <d>"));
  EXPECT_THAT(text, HasSubstr("cuối"));
}

TEST(PageText, SurvivesBoxesThatMakeNoSense) {
  constexpr int kHuge = std::numeric_limits<int>::max();
  auto odd = a4();
  const std::vector<core::Box> boxes{{0, 0, 0, 0},
                                     {-500, -500, 10, 10},
                                     {kHuge, kHuge, kHuge, kHuge},
                                     {100, 100, -50, -50},
                                     {std::numeric_limits<int>::min(), 0, kHuge, kHuge}};
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    core::Line each;
    each.box = boxes[i];
    each.words = {{"chữ" + std::to_string(i), boxes[i], 0.5}, {"", boxes[i], 0.5}};
    odd.result.blocks.push_back({boxes[i], {each, core::Line{}}});
  }
  odd.result.blocks.push_back({});
  const auto text = roundTrip(odd, true);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    EXPECT_THAT(text, HasSubstr("chữ" + std::to_string(i)));
  }
}

TEST(PageText, CutsAnEndlessWordIntoStringsPdfaAllows) {
  InvisibleFont font;
  core::PageResult result;
  result.geometry.master = {1000, 1000};
  result.geometry.resolution = {72, 72};
  result.blocks = {block({line(std::string(50000, 'x'), 10, 10, 20, 1)})};
  const auto operators = textOperators(result, pageFrame(result.geometry), font);
  std::size_t longest = 0;
  std::istringstream in(operators);
  for (std::string each; std::getline(in, each);) longest = std::max(longest, each.size());
  EXPECT_LE(longest / 2, 32767U);
  EXPECT_EQ(std::count(operators.begin(), operators.end(), '<'), 7);
}

TEST(PageText, IsInvisibleAndAsWideAsItsBoxes) {
  auto only = page(greyImage({400, 300}, 0), 72);
  only.result.blocks = {block({line("một hai", 40, 100, 20, 9)})};
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({only}), path);
  const auto picture = render(path, 72);
  EXPECT_EQ(picture.pixels.find_first_not_of('\xFF'), std::string::npos);
  const auto boxes = run({"pdftotext", "-bbox", path.string(), "-"}).standard_output;
  double left = 0, top = 0, right = 0, bottom = 0;
  const auto at = boxes.find("<word");
  ASSERT_NE(at, std::string::npos);
  ASSERT_EQ(
      std::sscanf(boxes.c_str() + at, "<word xMin=\"%lf\" yMin=\"%lf\" xMax=\"%lf\" yMax=\"%lf\"",
                  &left, &top, &right, &bottom),
      4);
  constexpr double kBand = 46;
  EXPECT_NEAR(left, 40, 0.1);
  EXPECT_NEAR(right, 40 + 3 * 9, 0.1);
  EXPECT_NEAR(top, kBand + 100, 0.1);
  EXPECT_NEAR(bottom, kBand + 120, 0.1);
}

TEST(PageText, RowWithAWideGapStaysARow) {
  auto only = page(greyImage({600, 300}, 0), 72);
  core::Line row = line("Nơi", 40, 100, 20, 9);
  const core::Line right = line("nhận", 400, 100, 20, 9);
  row.words.insert(row.words.end(), right.words.begin(), right.words.end());
  row.box = row.box.unite(right.box);
  only.result.blocks = {block({row, line("dưới", 40, 140, 20, 9)})};
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({only}), path);
  EXPECT_EQ(run({"pdftotext", path.string(), "-"}).standard_output, "Nơi nhận\ndưới\n\n\f");
}

TEST(PageText, LinesOfLikeHeightShareOneSize) {
  const auto only = page(greyImage({400, 300}, 0), 72);
  core::PageResult result = only.result;
  result.blocks = {block(
      {line("một", 40, 100, 20, 9), line("hai", 40, 130, 22, 9), line("TO", 40, 180, 60, 30)})};
  InvisibleFont font;
  const auto operators = textOperators(result, pageFrame(result.geometry), font);
  EXPECT_EQ(operators.find("/F0 20 Tf"), std::string::npos);
  EXPECT_NE(operators.find("/F0 22 Tf"), std::string::npos);
  EXPECT_NE(operators.find("/F0 60 Tf"), std::string::npos);
}

TEST(PageText, OfAnEmptyPageIsNothingAtAll) {
  InvisibleFont font;
  core::PageResult result;
  result.geometry.master = {100, 100};
  result.geometry.resolution = {72, 72};
  result.blocks = {{}, block({core::Line{}})};
  EXPECT_EQ(textOperators(result, pageFrame(result.geometry), font), "");
}

struct Turn {
  int orientation;
  int x, y;  // of a point in the black bar, seen on the page
};

class PageImage : public ::testing::TestWithParam<Turn> {};

// The bar lies along the top of the master; turned clockwise it must appear on the side named.
TEST_P(PageImage, StandsUprightAfterAQuarterTurn) {
  auto turned = page(greyImage({200, 300}, 40), 72);
  turned.result.geometry.orientation_deg = GetParam().orientation;
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({page(greyImage({50, 50}, 0), 72), turned}), path);
  const auto picture = render(path, 72, 2);
  const bool lying = GetParam().orientation % 180 != 0;
  EXPECT_EQ(picture.width, lying ? 300 : 200);
  EXPECT_EQ(picture.height, lying ? 200 : 300);
  EXPECT_LT(picture.at(GetParam().x, GetParam().y), 50);
  EXPECT_GT(picture.at(picture.width - 1 - GetParam().x, picture.height - 1 - GetParam().y), 200);
}

INSTANTIATE_TEST_SUITE_P(EachWay, PageImage,
                         ::testing::Values(Turn{0, 100, 10}, Turn{90, 290, 100},
                                           Turn{180, 100, 290}, Turn{270, 10, 100}));

TEST(PageFrame, CutsNothingOffASkewedPage) {
  auto skewed = page(greyImage({400, 600}, 600), 72);  // all black
  skewed.result.geometry.skew_deg = 4;
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({page(greyImage({50, 50}, 0), 72), skewed}), path);
  const auto picture = render(path, 72, 2);
  const double angle = 4 * std::acos(-1.0) / 180;
  EXPECT_NEAR(picture.width, 400 * std::cos(angle) + 600 * std::sin(angle), 2);
  EXPECT_NEAR(picture.height, 600 * std::cos(angle) + 400 * std::sin(angle), 2);
  double ink = 0;
  for (const char c : picture.pixels) ink += (255 - static_cast<unsigned char>(c)) / 255.0;
  EXPECT_NEAR(ink, 400.0 * 600.0, 1500);
}

TEST(PageFrame, MakesTheLinesOfASkewedPageLevel) {
  // A line that runs downhill by 3 degrees in the master.
  core::EncodedImage image = greyImage({600, 400}, 0);
  std::vector<std::uint8_t> rows(600U * 400U, 255);
  const double slope = std::tan(3 * std::acos(-1.0) / 180);
  for (int x = 50; x < 550; ++x) {
    const int y = static_cast<int>(200 + slope * (x - 300));
    for (int t = -2; t <= 2; ++t) rows[static_cast<std::size_t>(y + t) * 600 + x] = 0;
  }
  image.bytes = deflate(rows);
  auto skewed = page(image, 72);
  skewed.result.geometry.skew_deg = 3;
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({page(greyImage({50, 50}, 0), 72), skewed}), path);
  const auto picture = render(path, 72, 2);
  int first = picture.height;
  int last = 0;
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      if (picture.at(x, y) > 128) continue;
      first = std::min(first, y);
      last = std::max(last, y);
    }
  }
  EXPECT_LE(last - first, 7);
}

TEST(PageFrame, GivesAFaxPageItsTrueProportions) {
  core::PageGeometry fax{{1728, 1143}, {204, 98}, 0, 0};
  const auto frame = pageFrame(fax);
  EXPECT_NEAR(frame.width, 1728 / 204.0 * 72, 0.5);
  EXPECT_NEAR(frame.height, 1143 / 98.0 * 72, 0.5);
}

}  // namespace
}  // namespace sohoa::pdf
