#include "pdf/reader_model.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iterator>
#include <map>
#include <random>
#include <set>
#include <sstream>

#include "pdf/assembler.h"
#include "pdf/text_placement.h"
#include "tests/pdf/copy_fixture.h"

namespace sohoa::pdf {
namespace {

using namespace testing;  // NOLINT: the fixture of this suite

TEST(ExtractedOrder, OfNothingIsNothing) { EXPECT_TRUE(extractedOrder({}).empty()); }

TEST(ExtractedOrder, GoesFromLeftToRightAndFromTopToBottom) {
  const std::vector<PlacedWord> words{
      {60, 90, 120, 10}, {10, 50, 105, 10}, {55, 90, 105, 10}, {10, 55, 120, 10}};
  EXPECT_EQ(extractedOrder(words), (std::vector<std::size_t>{1, 2, 3, 0}));
}

TEST(ExtractedOrder, ReadsColumnsThatAreFarApartOneAfterTheOther) {
  std::vector<PlacedWord> words;
  for (int i = 0; i < 5; ++i) {
    words.push_back({10, 100, 100 + 12.0 * i, 10});
    words.push_back({150, 250, 100 + 12.0 * i, 10});
  }
  EXPECT_EQ(extractedOrder(words), (std::vector<std::size_t>{0, 2, 4, 6, 8, 1, 3, 5, 7, 9}));
}

TEST(ExtractedOrder, GivesUpOnAPageOfTooManyPieces) {
  std::vector<PlacedWord> words;
  for (std::size_t i = 0; i <= kMostBlocks; ++i) words.push_back({10, 20, 100 + 50.0 * i, 10});
  EXPECT_TRUE(extractedOrder(words).empty());
}

TEST(ExtractedOrder, NamesEveryWordOnceHoweverOddThePlaces) {
  std::vector<PlacedWord> words;
  for (int i = 0; i < 40; ++i) {
    words.push_back({5, 5, 7, 1e-9});
    words.push_back({-1e6, 1e6, -50, 1e4});
    words.push_back({90, 10, 1e6, 12});
  }
  const auto order = extractedOrder(words);
  EXPECT_EQ(std::set<std::size_t>(order.begin(), order.end()).size(), words.size());
}

// Columns, rows and type sizes by chance, and words w000, w001 ... in them.
core::PageResult madeUpPage(unsigned seed, core::PageGeometry geometry) {
  std::mt19937 chance(seed);
  const auto from = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(chance);
  };
  core::PageResult result;
  result.geometry = geometry;
  int number = 0;
  int y = 150;
  while (y < 1900) {
    const int columns = from(1, 4);
    const int rows = from(1, 5);
    const int height = from(26, 44);
    const int gap = from(15, 120);
    for (int column = 0; column < columns; ++column) {
      std::vector<core::Line> lines;
      const int left = 150 + column * (1300 / columns) + from(0, 20);
      for (int row = 0; row < rows; ++row) {
        std::string text;
        const int count = from(1, std::max(1, (1300 / columns - gap) / 90));
        for (int i = 0; i < count; ++i)
          text += fmt::format("{}w{:03}", i == 0 ? "" : " ", number++);
        lines.push_back(line(text, left, y + row * (height + 18) + from(-3, 3), height, 18));
      }
      result.blocks.push_back(block(std::move(lines)));
    }
    y += rows * (height + 18) + from(10, 60);
  }
  return result;
}

std::vector<std::string> wordsIn(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

class ExtractedOrderOfAMadeUpPage : public ::testing::TestWithParam<unsigned> {};

// The judge is the program itself. Coordinates in a file have two decimals, so that a word on the
// very edge of a rule may fall on its other side.
TEST_P(ExtractedOrderOfAMadeUpPage, IsThatOfPdftotext) {
  auto only = page(greyImage({1654, 2339}, 10), 200);
  only.result = madeUpPage(GetParam(), only.result.geometry);
  const core::TemporaryFolder folder;
  const auto path = folder.path() / "out.pdf";
  PdfAssembler().assemble(spec({page(greyImage({50, 50}, 0), 72), only}), path);

  const auto frame = pageFrame(only.result.geometry);
  std::vector<PlacedWord> words;
  std::vector<std::string> texts;
  for (const auto& placed : placeText(only.result, frame)) {
    for (const auto& word : placed.words) {
      words.push_back({word.left, word.right, frame.height - placed.base, placed.size});
      texts.push_back(*word.text);
    }
  }
  std::vector<std::string> due;
  for (const auto index : extractedOrder(words)) due.push_back(texts[index]);
  const auto got = wordsIn(run({"pdftotext", "-f", "2", path.string(), "-"}).standard_output);
  ASSERT_EQ(got.size(), due.size());
  // Words followed by another word than the model says: a block that moved costs three.
  std::map<std::string, std::string> followers;
  for (std::size_t i = 0; i + 1 < due.size(); ++i) followers[due[i]] = due[i + 1];
  int wrong = 0;
  for (std::size_t i = 0; i + 1 < got.size(); ++i) wrong += followers[got[i]] == got[i + 1] ? 0 : 1;
  EXPECT_LE(wrong, static_cast<int>(due.size() / 25)) << "of " << due.size();
}

INSTANTIATE_TEST_SUITE_P(ByChance, ExtractedOrderOfAMadeUpPage, ::testing::Range(1U, 9U));

}  // namespace
}  // namespace sohoa::pdf
