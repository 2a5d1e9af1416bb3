#include "pipeline/sheet_mend.h"

#include "pipeline/errors.h"

namespace sohoa::pipeline {
namespace {

// Where the sheet stands whose page this is, or is a second image of.
int sheetOf(const SessionBook& book, int page) {
  const auto found = pageAt(book, page);
  return found.bares ? found.bares->sheet : found.sheet;
}

}  // namespace

SessionPage pageAt(const SessionBook& book, int number) {
  auto pages = book.pages();
  if (number < 1 || number > static_cast<int>(pages.size())) {
    throw core::Error(kNoSuchPage, {.detail = std::to_string(number)});
  }
  return std::move(pages[static_cast<std::size_t>(number) - 1]);
}

SheetPlace placeOf(const SessionBook& book, const SheetMend& mend, int sides) {
  SheetPlace place;
  const bool again = mend.replace > 0 && pageAt(book, mend.replace).bares;
  if (mend.without_note > 0 || again) {
    if (sides > 1) throw core::Error(kOneSided, {});
    const auto shown = pageAt(book, again ? mend.replace : mend.without_note);
    place.bares = shown.bares.value_or(SheetSide{shown.sheet, shown.side});
  } else if (mend.replace > 0) {
    place.replaces = sheetOf(book, mend.replace);
  } else if (mend.insert_after >= 0) {
    place.after = mend.insert_after == 0 ? 0 : sheetOf(book, mend.insert_after);
  }
  return place;
}

}  // namespace sohoa::pipeline
