#include "server/search_terms.h"

#include <nlohmann/json.hpp>

#include "core/appearance.h"
#include "core/text.h"
#include "server/errors.h"
#include "server/json_body.h"

namespace sohoa::server {

using core::Error;

namespace {

// A day that exists.
std::string day(const std::string& text, const char* name) {
  try {
    if (text.size() == 10 &&
        core::formatIso8601(core::parseIso8601(text + "T00:00:00+07:00")).substr(0, 10) == text) {
      return text;
    }
  } catch (const Error&) {
  }
  throw Error(kBadRequest, {.detail = std::string(name) + " is no day YYYY-MM-DD"});
}

core::Product productOf(const std::string& word) {
  for (const auto product :
       {core::Product::kDigitised, core::Product::kCertified, core::Product::kArchived}) {
    if (core::slug(product) == word) return product;
  }
  throw Error(kBadRequest, {.detail = "there is no such product"});
}

}  // namespace

std::optional<std::string> SearchTerms::text(const char* name) const {
  const auto found = texts.find(name);
  if (found == texts.end() || found->second.empty()) return std::nullopt;
  return core::toNfc(found->second);
}

core::SearchQuery queryOf(const SearchTerms& terms, const Caller& caller,
                          const core::UnitTree& units) {
  core::SearchQuery query;
  query.words = terms.text("q").value_or("");
  query.subject = terms.text("subject");
  query.kind = terms.text("kind");
  query.number = terms.text("number");
  query.cursor = terms.text("cursor");
  query.limit = terms.limit;
  if (const auto from = terms.text("issued_from")) query.issued_from = day(*from, "issued_from");
  if (const auto to = terms.text("issued_until")) query.issued_until = day(*to, "issued_until");
  if (const auto product = terms.text("product")) query.product = productOf(*product);
  query.units = caller.scope;
  if (const auto unit = terms.text("unit")) {
    std::vector<std::string> wanted;
    for (const auto& one : units.scope(*unit).value_or(std::vector<std::string>{})) {
      if (caller.sees(one)) wanted.push_back(one);
    }
    query.units = std::move(wanted);
  }
  return query;
}

SearchTerms termsOf(std::map<std::string, std::string> query) {
  SearchTerms terms;
  terms.limit = static_cast<int>(numberIn(query, "limit", 1, kMostCopies, terms.limit));
  query.erase("limit");
  terms.texts = std::move(query);
  return terms;
}

SearchTerms termsOfBody(const std::string& body) {
  const auto object = parseObject(body, {"q", "subject", "kind", "number", "issued_from",
                                         "issued_until", "unit", "product", "cursor", "limit"});
  SearchTerms terms;
  for (const char* name : {"q", "subject", "kind", "number", "issued_from", "issued_until", "unit",
                           "product", "cursor"}) {
    if (auto text = textMember(object, name)) terms.texts[name] = *std::move(text);
  }
  if (const auto limit = object.find("limit"); limit != object.end()) {
    if (!limit->is_number_integer()) throw Error(kBadRequest, {.detail = "limit is no number"});
    terms.limit = static_cast<int>(wholeNumber(limit->dump(), "limit", 1, kMostCopies));
  }
  return terms;
}

}  // namespace sohoa::server
