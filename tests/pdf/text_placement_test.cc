#include "pdf/text_placement.h"

#include <gtest/gtest.h>

#include <sstream>

#include "pdf/assembler.h"
#include "tests/pdf/copy_fixture.h"

namespace sohoa::pdf {
namespace {

using namespace testing;  // NOLINT: the fixture of this suite

std::string squeezed(const std::string& text) {
  std::istringstream in(text);
  std::string out;
  for (std::string word; in >> word;) out += (out.empty() ? "" : " ") + word;
  return out;
}

core::PageResult pageOf(std::vector<core::Block> blocks) {
  core::PageResult result;
  result.geometry.master = {1654, 2339};
  result.geometry.resolution = {200, 200};
  result.blocks = std::move(blocks);
  return result;
}

std::string readBack(const core::PageResult& result) {
  auto only = page(greyImage({1654, 2339}, 10), 200);
  only.result = result;
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({only}), path);
  return squeezed(textOf(path));
}

core::Block cell(const std::vector<std::string>& texts, int x, int y) {
  std::vector<core::Line> lines;
  for (const auto& text : texts) {
    lines.push_back(line(text, x, y, 30, 16));
    y += 38;
  }
  return block(std::move(lines));
}

TEST(PlacedText, OfATableWithNarrowGuttersIsReadCellByCell) {
  const auto result =
      pageOf({cell({"Nhiệm vụ"}, 200, 300), cell({"Cơ quan chủ trì"}, 800, 300),
              cell({"Thời hạn"}, 1200, 300),
              cell({"Hồ sơ được cung cấp đồng thời cả", "bản điện tử có đầy đủ giá",
                    "trị pháp lý cho người dân"},
                   200, 380),
              cell({"Các Sở ban ngành Ủy ban", "nhân dân quận huyện", "thị trấn"}, 740, 380),
              cell({"Quý III 2019"}, 1200, 380)});
  EXPECT_EQ(readBack(result), squeezed(result.text()));
}

TEST(PlacedText, OfASignatureBlockBesideRecipientsIsReadRecipientsFirst) {
  const auto result = pageOf(
      {cell({"Điều 3. Quyết định này có hiệu lực kể từ ngày ký và thay thế các quy định"}, 200,
            300),
       cell({"Nơi nhận:", "- Như Điều 3;", "- Sở Nội vụ;", "- Lưu: VT."}, 200, 420),
       cell({"TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"}, 950, 420), cell({"Nguyễn Văn Thử"}, 1010, 700)});
  EXPECT_EQ(readBack(result), squeezed(result.text()));
}

TEST(PlacedText, OfRowsThatAreReadAcrossStaysInRows) {
  const auto result = pageOf({cell({"Họ và tên:"}, 200, 300), cell({"Nguyễn Văn Thử"}, 900, 300),
                              cell({"Ngày sinh:"}, 200, 345), cell({"01/02/1990"}, 900, 345),
                              cell({"Nơi thường trú của người khai:"}, 200, 390),
                              cell({"Phường Thử Nghiệm"}, 900, 390)});
  EXPECT_EQ(readBack(result), squeezed(result.text()));
}

TEST(PlacedText, CoversAtLeastHalfOfEveryBoxWhateverItTakes) {
  const auto result =
      pageOf({cell({"một hai ba bốn", "năm sáu bảy"}, 200, 300),
              cell({"tám chín mười", "một trăm"}, 440, 306), cell({"ở giữa"}, 330, 318)});
  const auto frame = pageFrame(result.geometry);
  std::size_t at = 0;
  const auto words = result.words();
  for (const auto& placed : placeText(result, frame)) {
    const double bottom = placed.base - InvisibleFont::kDescent * placed.size;
    const double top = bottom + placed.size;
    for (const auto& word : placed.words) {
      const auto& box = words.at(at++).box;
      const double box_bottom = frame.height - frame.scale * (box.y + box.height);
      const double width = std::min(word.right, frame.scale * (box.x + box.width)) -
                           std::max(word.left, frame.scale * box.x);
      const double height =
          std::min(top, box_bottom + frame.scale * box.height) - std::max(bottom, box_bottom);
      EXPECT_GE(width * height, 0.45 * frame.scale * frame.scale * box.width * box.height)
          << *word.text;
    }
  }
  EXPECT_EQ(at, words.size());
}

TEST(PlacedText, OfTooManyWordsIsPlacedAsItComes) {
  std::vector<core::Block> blocks;
  for (int i = 0; i < 2000; ++i) blocks.push_back(cell({"x"}, i % 50 * 30, i / 50 * 40));
  EXPECT_EQ(placeText(pageOf(blocks), pageFrame(pageOf({}).geometry)).size(), 2000U);
}

TEST(PlacedText, OfAnEmptyPageIsEmpty) {
  EXPECT_TRUE(placeText(pageOf({}), pageFrame(pageOf({}).geometry)).empty());
}

}  // namespace
}  // namespace sohoa::pdf
