#pragma once

#include <random>
#include <sstream>

#include "core/text.h"
#include "tests/conformance/catalogue_conformance.h"

// What a search gives in more copies than any way of searching looks at first, compared with what
// reading every copy would give.
namespace sohoa::conformance {

// Copies as they come over years: words that many have, words that hardly any has, some that
// stopped or began at a time, some spelled otherwise; times that differ from the order of coming.
class ManyCopies {
 public:
  static constexpr int kCopies = 2200;

  explicit ManyCopies(core::CopyCatalogue& catalogue) {
    for (int i = 0; i < kCopies; ++i) all_.push_back(make(i));
    for (const auto& copy : all_) static_cast<void>(catalogue.add(copy, copy.created));
    taken_ = all_[kCopies / 2].id;
    catalogue.remove(taken_, {"r", "1", "An"}, core::Timestamp());
  }

  // The ids that the query is due, in order.
  [[nodiscard]] std::vector<std::string> due(const core::SearchQuery& query) const {
    std::vector<std::pair<std::tuple<int, std::int64_t, std::int64_t>, std::string>> found;
    for (std::size_t i = 0; i < all_.size(); ++i) {
      const auto& copy = all_[i];
      if (copy.id == taken_ || !fits(copy, query)) continue;
      const auto tier = tierOf(copy, query.words);
      if (tier < 0) continue;
      found.push_back(
          {{tier, -copy.created.time_since_epoch().count(), -static_cast<int>(i)}, copy.id});
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> ids;
    for (auto& each : found) ids.push_back(std::move(each.second));
    return ids;
  }

 private:
  core::SignedCopy make(int i) {
    const auto one = [&](const std::vector<std::string>& words) {
      return words[chance_() % words.size()] + " ";
    };
    core::SignedCopy copy;
    copy.id = "c" + std::to_string(i);
    copy.kind = one({"k1", "k1", "k0", "k2"});
    copy.kind.pop_back();
    copy.unit = "p" + std::to_string(chance_() % 40);
    copy.subject = std::to_string(chance_() % 500);
    copy.product = i % 300 == 7 ? core::Product::kCertified : core::Product::kDigitised;
    copy.fields = {{"so_ky_hieu", std::to_string(i % 700) + "/QĐ"},
                   {"ngay_ban_hanh", std::to_string(2000 + i / 100) + "-03-07"}};
    copy.text = one({"đất", "dat", "đạt"}) + one({"an", "ân", "anh", "ảnh"});
    if (chance_() % 3 != 0) copy.text += one({"khai", "sinh"}) + one({"khai", "sinh", "sinh lại"});
    if (i < 300) copy.text += "quận ";
    if (i % 430 == 3) copy.text += one({"hiếm", "hiem"});
    copy.text += "số" + std::to_string(chance_() % 120);
    copy.content = core::sha256(copy.id);
    const bool late = chance_() % 20 == 0;
    const auto place = late ? static_cast<int>(chance_() % kCopies) : i;
    copy.created = core::Timestamp(std::chrono::seconds(place / 3));
    return copy;
  }

  static bool fits(const core::SignedCopy& copy, const core::SearchQuery& query) {
    const auto field = [&](const char* name) {
      return std::get<std::string>(copy.fields.at(name));
    };
    return (!query.subject || copy.subject == *query.subject) &&
           (!query.kind || copy.kind == *query.kind) &&
           (!query.product || copy.product == *query.product) &&
           (!query.number || field("so_ky_hieu") == *query.number) &&
           (!query.issued_from || field("ngay_ban_hanh") >= *query.issued_from) &&
           (!query.issued_until || field("ngay_ban_hanh") <= *query.issued_until) &&
           (!query.units ||
            std::find(query.units->begin(), query.units->end(), copy.unit) != query.units->end());
  }

  // -1: not found. `words`: words and one "quote" at the most, which ends them.
  static int tierOf(const core::SignedCopy& copy, const std::string& words) {
    const auto has = [&](const auto& spelled) {
      const auto text = " " + spelled(copy.text) + " ";
      std::string rest = spelled(words);
      std::string quote;
      if (const auto at = rest.find('"'); at != std::string::npos) {
        quote = " " + rest.substr(at + 1, rest.size() - at - 2) + " ";
        rest.resize(at);
      }
      std::istringstream typed(rest);
      for (std::string word; typed >> word;) {
        const bool goes_on = quote.empty() && typed.peek() == EOF;
        if (text.find(" " + word + (goes_on ? "" : " ")) == std::string::npos) return false;
      }
      return text.find(quote) != std::string::npos;
    };
    const auto same = [](const std::string& text) { return text; };
    const auto folded = [](const std::string& text) { return core::foldMarks(text); };
    if (!has(folded)) return -1;
    return folded(words) != words && !has(same) ? 1 : 0;
  }

  std::mt19937 chance_{11};
  std::vector<core::SignedCopy> all_;
  std::string taken_;
};

// Each way of narrowing a search, to few copies and to many.
inline std::vector<core::SearchQuery> narrowed() {
  const core::SearchQuery all{.words = {}, .subject = {}, .kind = {}, .cursor = {}};
  std::vector<core::SearchQuery> ways(12, all);
  ways[1].kind = "k1";
  ways[2].units = {"p7"};
  ways[3].units.emplace();
  for (int unit = 0; unit < 30; ++unit) ways[3].units->push_back("p" + std::to_string(unit));
  ways[4].units = {"p3", "p4", "nowhere"};
  ways[4].kind = "k2";
  ways[5].product = core::Product::kCertified;
  ways[6].issued_from = "2001-01-01";
  ways[6].issued_until = "2003-12-31";
  ways[7].subject = "77";
  ways[8].number = "12/QĐ";
  ways[9].issued_from = "2002-01-01";
  ways[10].product = core::Product::kDigitised;
  ways[10].issued_until = "2020-12-31";
  ways[11].issued_from = "2040-01-01";
  ways[11].kind = "k1";
  return ways;
}

TEST_P(CatalogueConformance, FindsWhatReadingEveryCopyWouldFindPageForPage) {
  const ManyCopies many(*catalogue_);
  for (const std::string words : {"",
                                  "dat",
                                  "đất",
                                  "đạt an",
                                  "ân",
                                  "anh",
                                  "a",
                                  "quan",
                                  "quận đất",
                                  "hiem",
                                  "hiếm",
                                  "hiem an",
                                  "hiếm dat a",
                                  "hiếm \"khai sinh\"",
                                  "\"khai sinh\"",
                                  "\"sinh lại\"",
                                  "\"khai sinh lại\"",
                                  "dat \"sinh khai\"",
                                  "khai sinh so7",
                                  "so11",
                                  "số11 ảnh",
                                  "hiem quan so1",
                                  "nothing",
                                  "dat nothing",
                                  "nothing đạt",
                                  "quan so33 sinh"}) {
    for (auto asked : narrowed()) {
      SCOPED_TRACE(testing::Message()
                   << "'" << words << "', way "
                   << (asked.units ? asked.units->front() : asked.kind.value_or("of all")));
      asked.words = words;
      // Small pages for the few, so that the last of them is often full; large ones for the many.
      asked.limit = 190;
      const auto due = many.due(asked);
      if (due.size() < 100) asked.limit = std::max(1, static_cast<int>(due.size() / 2));
      std::vector<std::string> got;
      do {
        const auto page = catalogue_->search(asked);
        for (const auto& hit : page.hits) got.push_back(hit.id);
        asked.cursor = page.next;
      } while (asked.cursor && got.size() <= due.size());
      ASSERT_EQ(got, due);
      asked.cursor.reset();
      const auto counts = catalogue_->facets(asked, 100'000);
      ASSERT_EQ(counts.total, static_cast<std::int64_t>(due.size()));
      ASSERT_FALSE(counts.more);
    }
  }
}

}  // namespace sohoa::conformance
