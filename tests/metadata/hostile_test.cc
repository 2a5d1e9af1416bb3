#include <gtest/gtest.h>

#include <limits>

#include "tests/metadata/reader_fixture.h"

namespace sohoa::metadata {
namespace {

core::PageResult pageOf(const std::string& word, int count) {
  auto page = test::PageBuilder().letterhead().centred(413, 200, "KẾ HOẠCH").build();
  core::Block block;
  for (int i = 0; i < count; ++i) {
    if (i % 1000 == 0) block.lines.emplace_back();
    const core::Box box{(i * 37) % 800, 300 + (i / 1000) * 5, 30, 18};
    block.lines.back().words.push_back({word, box, 0.9});
  }
  page.blocks.push_back(std::move(block));
  return page;
}

TEST(HostilePage, OfAHundredThousandWordsIsRead) {
  for (const char* word : {"tên:", "ngày", "MẬT", "Nơi", "-", "CHỦ", "Số", "1/1/2020", ":"}) {
    EXPECT_EQ(text(readFirst({pageOf(word, 100'000)}), "so_ky_hieu"), "2459/KH-UBND") << word;
  }
}

TEST(HostilePage, WithHugeWordsIsRead) {
  EXPECT_EQ(text(readFirst({pageOf(std::string(10'000, 'A'), 200)}), "so_ky_hieu"), "2459/KH-UBND");
  EXPECT_EQ(text(readFirst({pageOf(std::string(10'000, '1'), 200)}), "loai"), "KẾ HOẠCH");
}

TEST(HostilePage, KeepsControlAndBidirectionalSignsOutOfValues) {
  const auto page = test::PageBuilder()
                        .letterhead("Số: 24\u202e59/KH\x07-UB\u200bND")
                        .centred(413, 200, "KẾ HOẠCH")
                        .build();
  const auto document = readFirst({page});
  EXPECT_EQ(text(document, "so_ky_hieu"), "2459/KH-UBND");
  EXPECT_EQ(document.fields.at("so_ky_hieu").raw, "2459/KH-UBND");
}

TEST(HostilePage, OfTenThousandLettersOfNameNamesNobody) {
  const std::string long_name = "Nguyễn " + std::string(10'000, 'a') + ' ';
  std::string many;
  for (int i = 0; i < 2'000; ++i) many += "Văn ";
  for (const auto& name : {long_name, many}) {
    auto builder = test::PageBuilder();
    builder.letterhead().centred(413, 200, "KẾ HOẠCH").body(320);
    builder.centred(600, 600, "CHỦ TỊCH").line(500, 700, name);
    EXPECT_EQ(readFirst({builder.build()}).fields.count("nguoi_ky"), 0U);
  }
}

TEST(HostilePage, WithBidirectionalSignsInANameShowsThePlainOne) {
  auto builder = test::PageBuilder();
  builder.letterhead().centred(413, 200, "KẾ HOẠCH").body(320);
  builder.centred(600, 600, "CHỦ TỊCH").centred(600, 700, "Trần\u202e Thị\x01 Yến\u2066");
  EXPECT_EQ(text(readFirst({builder.build()}), "nguoi_ky"), "Trần Thị Yến");
}

TEST(HostilePage, OfStampsAloneIsRead) {
  auto page = pageOf("x", 10);
  core::Line stamp;
  for (int i = 0; i < 10'000; ++i) {
    stamp.words.push_back({"ngày1/", {i % 800, 145, 10, 18}, 0.9});
    if (i % 10 == 0) page.stamp_lines.push_back(stamp);
    if (i % 10 == 0) stamp.words.clear();
  }
  EXPECT_EQ(text(readFirst({page}), "so_ky_hieu"), "2459/KH-UBND");
}

TEST(HostilePage, WithBoxesOutsideThePageDoesNoHarm) {
  auto page = test::PageBuilder().build();
  constexpr int kMost = std::numeric_limits<int>::max();
  constexpr int kLeast = std::numeric_limits<int>::min();
  core::Line line;
  for (const int x : {kMost, kLeast, 0, -1}) {
    line.words.push_back({"MẬT", {x, x, x, x}, std::numeric_limits<double>::quiet_NaN()});
    line.words.push_back({"\xff\xfe", {x, 0, kMost, kMost}, 2.0});
    line.words.push_back({"", {0, 0, 0, 0}, -1.0});
  }
  page.blocks.push_back({{}, {line, core::Line{}}});
  page.blocks.push_back({});
  const auto document = readFirst({page});
  EXPECT_EQ(document.kind, "unknown");
}

}  // namespace
}  // namespace sohoa::metadata
