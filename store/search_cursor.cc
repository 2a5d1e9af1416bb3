#include "store/search_cursor.h"

#include <fmt/format.h>

#include <charconv>

#include "core/digest.h"
#include "core/ports/errors.h"

namespace sohoa::store {
namespace {

constexpr std::size_t kDigits = 16;

std::string fingerprint(const core::SearchQuery& query) {
  const auto part = [](const std::optional<std::string>& value) {
    return value ? fmt::format("{}:{}", value->size(), *value) : std::string("-");
  };
  std::string text = part(query.words) + part(query.subject) + part(query.kind) +
                     part(query.number) + part(query.issued_from) + part(query.issued_until);
  if (query.product) text += core::slug(*query.product);
  for (const auto& unit : query.units.value_or(std::vector<std::string>{"*"})) text += part(unit);
  return core::sha256(text).hex().substr(0, kDigits);
}

std::int64_t number(const std::string& text, std::size_t field) {
  const char* first = text.data() + field * kDigits;
  std::uint64_t value = 0;
  const auto result = std::from_chars(first, first + kDigits, value, 16);
  if (result.ec != std::errc() || result.ptr != first + kDigits) {
    throw core::Error(core::kBadCursor, {});
  }
  return static_cast<std::int64_t>(value);
}

}  // namespace

std::string encode(const SearchCursor& cursor, const core::SearchQuery& query) {
  return fmt::format("{:016x}{:016x}{:016x}{}", static_cast<std::uint64_t>(cursor.tier),
                     static_cast<std::uint64_t>(cursor.created),
                     static_cast<std::uint64_t>(cursor.id), fingerprint(query));
}

SearchCursor decodeCursor(const std::string& text, const core::SearchQuery& query) {
  if (text.size() != 4 * kDigits || text.substr(3 * kDigits) != fingerprint(query)) {
    throw core::Error(core::kBadCursor, {});
  }
  return {.tier = number(text, 0), .created = number(text, 1), .id = number(text, 2)};
}

}  // namespace sohoa::store
