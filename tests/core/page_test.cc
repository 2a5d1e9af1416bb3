#include "core/page.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/document.h"

namespace sohoa::core {
namespace {

PageResult sample() {
  PageResult page;
  page.geometry = {{2480, 3508}, {300, 300}, 90, -1.25};
  page.blocks = {
      {{1, 2, 300, 40},
       {{{1, 2, 300, 20}, {{"Số:", {1, 2, 50, 20}, 0.9}, {"12/QĐ-UBND", {60, 2, 200, 20}, 0.75}}},
        {{1, 22, 100, 20}, {{"Hết", {1, 22, 100, 20}, 1}}}}}};
  page.marks = {{Mark::Kind::kStamp, {5, 6, 7, 8}}};
  page.barcodes = {{"QRCode", "a|b", {9, 9, 9, 9}}};
  return page;
}

TEST(PageResult, TextHasOneLinePerLine) { EXPECT_EQ(sample().text(), "Số: 12/QĐ-UBND\nHết\n"); }

TEST(PageResult, SurvivesItsStoredForm) {
  const nlohmann::json first = sample();
  const nlohmann::json second = first.get<PageResult>();
  EXPECT_EQ(first, second);
  EXPECT_EQ(first.get<PageResult>().words().size(), 3U);
}

TEST(FieldContent, IsATextOrAListOfTextsAndNothingElse) {
  using nlohmann::json;
  EXPECT_EQ(json(FieldContent("12/QĐ-UBND")), "12/QĐ-UBND");
  EXPECT_EQ(json("VT").get<FieldContent>(), FieldContent("VT"));
  EXPECT_EQ(json::parse(R"(["a","b"])").get<FieldContent>(),
            FieldContent(std::vector<std::string>{"a", "b"}));
  for (const char* other : {"1", "null", "{}", "[1]", R"([["a"]])"}) {
    EXPECT_THROW(static_cast<void>(json::parse(other).get<FieldContent>()), json::type_error)
        << other;
  }
}

TEST(Document, SurvivesItsStoredForm) {
  Document document{{0, 2}, "quyet_dinh", "Quyết định", 0.9, "MẬT", {}};
  document.fields["noi_nhan"] = {
      std::vector<std::string>{"Như Điều 3", "Lưu: VT"}, "raw", 0.5, 2, {1, 2, 3, 4}, "list"};
  document.unread.push_back({"ho_ten", 2, {5, 6, 7, 8}});
  document.number = 3;
  document.result_code = "QD-079200000001";
  document.file_name = "QD.003";
  const nlohmann::json first = document;
  const nlohmann::json second = first.get<Document>();
  EXPECT_EQ(first, second);
  EXPECT_EQ(second.at("unread").at(0).at("box"), (nlohmann::json{5, 6, 7, 8}));
  EXPECT_EQ(second.at("number"), 3);
  EXPECT_EQ(second.at("file_name"), "QD.003");
}

TEST(Document, StoredBeforeItHadACodeIsStillRead) {
  nlohmann::json stored = Document{{0}, "quyet_dinh", "Quyết định", 0.9, {}, {}};
  for (const char* key : {"unread", "number", "result_code", "file_name"}) stored.erase(key);
  const auto document = stored.get<Document>();
  EXPECT_TRUE(document.unread.empty());
  EXPECT_EQ(document.number, 1);
  EXPECT_EQ(document.result_code, "");
}

}  // namespace
}  // namespace sohoa::core
