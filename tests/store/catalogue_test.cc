#include "store/sql_catalogue.h"

#include <random>

#include "store/sqlite.h"
#include "tests/conformance/catalogue_conformance.h"
#include "tests/conformance/catalogue_search.h"

namespace sohoa::conformance {

INSTANTIATE_TEST_SUITE_P(Sqlite, CatalogueConformance,
                         testing::Values(CatalogueMaker{
                             "sqlite", [](const std::filesystem::path& folder) {
                               return std::make_unique<store::SqlCatalogue>(folder / "w.db");
                             }}));

namespace {

struct Made {
  std::string id;
  std::string text;
  int second = 0;
};

// More copies than the newest that a search looks at first, some of them older than their place.
std::vector<Made> madeInDisorder(store::SqlCatalogue& catalogue) {
  std::mt19937 chance(7);
  std::vector<Made> all;
  for (int i = 0; i < 2600; ++i) {
    const bool late = chance() % 50 == 0;
    all.push_back({"c" + std::to_string(i), chance() % 3 == 0 ? "giay" : "giấy",
                   late ? static_cast<int>(chance() % 3000) : i});
    core::SignedCopy copy;
    copy.id = all.back().id;
    copy.text = all.back().text;
    copy.unit = "p01";
    copy.created = core::Timestamp(std::chrono::seconds(all.back().second));
    static_cast<void>(catalogue.add(copy, copy.created));
  }
  return all;
}

std::vector<std::string> paged(const store::SqlCatalogue& catalogue, const std::string& words) {
  core::SearchQuery query;
  query.words = words;
  query.limit = 150;
  std::vector<std::string> found;
  do {
    const auto page = catalogue.search(query);
    for (const auto& hit : page.hits) found.push_back(hit.id);
    query.cursor = page.next;
  } while (query.cursor);
  return found;
}

TEST(CatalogueFile, LetsNoCopyGoWithoutATombstoneWhoeverWrites) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "w.db";
  store::SqlCatalogue catalogue(file);
  core::SignedCopy copy;
  for (const char* id : {"kept", "gone"}) {
    copy.id = id;
    static_cast<void>(catalogue.add(copy, {}));
  }
  catalogue.remove("gone", {"rule", "1/QĐ", "An"}, {});
  store::sqlite::Database database(file, std::chrono::seconds(1));
  for (const char* sql :
       {"DELETE FROM copy", "DELETE FROM tombstone", "UPDATE tombstone SET person = 'x'",
        "INSERT INTO copy SELECT 9, 'gone', kind, title, unit, batch, case_file, "
        "subject, fields, pages, level, content, size, created, accepted, "
        "product, number, issued FROM copy"}) {
    EXPECT_NE(test::slugOf([&] { database.execute(sql); }), "") << sql;
  }
  EXPECT_TRUE(catalogue.find("kept"));
}

TEST(CatalogueFile, IndexesItsWordsAnewWhenItComesFromBeforeBeginnings) {
  const core::TemporaryFolder folder;
  const auto file = folder.path() / "w.db";
  core::SignedCopy copy;
  copy.id = "c1";
  copy.title = "Giấy khai sinh";
  copy.fields = {{"ho_ten", std::vector<std::string>{"Đặng Thị Quỳnh"}}};
  copy.text = "quê quán";
  { static_cast<void>(store::SqlCatalogue(file).add(copy, {})); }
  {
    store::sqlite::Database database(file, std::chrono::seconds(1));
    database.execute(
        "DROP INDEX copy_by_day; DROP INDEX copy_certified; DROP TABLE copy_words; CREATE VIRTUAL "
        "TABLE copy_words USING fts5 (exact, folded, content "
        "= ''); INSERT INTO copy_words (rowid, exact, folded) VALUES (1, 'giấy khai sinh đặng thị "
        "quỳnh quê quán', 'giay khai sinh dang thi quynh que quan'); PRAGMA user_version = 6");
  }
  store::SqlCatalogue catalogue(file);
  core::SearchQuery query;
  for (const char* words : {"qu", "quỳnh", "khai gi", "sinh \"quê quán\"", "dang q"}) {
    query.words = words;
    EXPECT_EQ(catalogue.search(query).hits.size(), 1U) << words;
  }
  catalogue.remove("c1", {"rule", "1/QĐ", "An"}, {});
  copy.id = "c2";
  copy.text = "khác";
  static_cast<void>(catalogue.add(copy, {}));
  query.words = "quan";
  EXPECT_TRUE(catalogue.search(query).hits.empty());
}

TEST(LargeCatalogue, GivesCommonWordsInTheSameOrderWhereverTheyStand) {
  const core::TemporaryFolder folder;
  store::SqlCatalogue catalogue(folder.path() / "w.db");
  auto all = madeInDisorder(catalogue);
  // Later rows come first where the second is the same: sorted backwards, and stable.
  std::reverse(all.begin(), all.end());
  for (const std::string words : {"giay", "giấy"}) {
    std::stable_sort(all.begin(), all.end(), [&](const Made& a, const Made& b) {
      const auto tier = [&](const Made& made) { return words == "giấy" && made.text != words; };
      return std::make_pair(tier(a), -a.second) < std::make_pair(tier(b), -b.second);
    });
    std::vector<std::string> due;
    for (const auto& made : all) due.push_back(made.id);
    EXPECT_EQ(paged(catalogue, words), due) << words;
  }
}

}  // namespace
}  // namespace sohoa::conformance
