#include <qpdf/QPDF.hh>
#include <qpdf/QPDFXRefEntry.hh>

#include <set>

#include "pdf/revisions.h"

namespace sohoa::pdf {
namespace {

bool agrees(const XrefEntry& ours, const QPDFXRefEntry& theirs) {
  if (ours.kind == XrefEntry::Kind::kCompressed) {
    return theirs.getType() == 2 && theirs.getObjStreamNumber() == static_cast<int>(ours.offset) &&
           theirs.getObjStreamIndex() == static_cast<int>(ours.index);
  }
  return theirs.getType() == 1 && theirs.getOffset() == static_cast<qpdf_offset_t>(ours.offset);
}

}  // namespace

// Whether anything in the last revision refers to one of these objects by an older generation.
bool Revisions::refersToOlder(const std::set<std::uint32_t>& renewed) const {
  const auto last = revisions_.size() - 1;
  bool found = false;
  const auto look = [&](const Object& part) {
    if (!part.is(Object::Kind::kReference)) return;
    const auto number = static_cast<std::uint32_t>(part.integer);
    found = found || (renewed.count(number) != 0 &&
                      definition(number, last)->entry->generation != part.generation);
  };
  visit(revisions_[last].trailer, look);
  for (const auto number : numbers(last)) visit(*object(number, last), look);
  return found;
}

// A second reader must see the same objects at the same places in the last revision.
void Revisions::compareWithQpdf() {
  const auto last = revisions_.size() - 1;
  const auto offset = revisions_[last].xref_offset;
  try {
    QPDF other;
    other.setAttemptRecovery(false);
    other.setSuppressWarnings(true);
    other.processMemoryFile("", reinterpret_cast<const char*>(bytes_.data()), bytes_.size());
    const auto table = other.getXRefTable();
    std::size_t matched = 0;
    std::set<std::uint32_t> renewed;
    for (const auto number : numbers(last)) {
      const auto found = definition(number, last);
      const auto theirs = table.find(
          QPDFObjGen(static_cast<int>(number), static_cast<int>(found->entry->generation)));
      if (theirs == table.end() || !agrees(*found->entry, theirs->second)) {
        return report(structure::kReaderDisagrees, last, found->entry->offset, number);
      }
      ++matched;
      // An object written again under a higher generation: qpdf keeps both, and a reference to the
      // older one would mean one thing here and another there.
      for (int older = 0; older < theirs->first.getGen(); ++older) {
        if (table.count(QPDFObjGen(static_cast<int>(number), older)) == 0) continue;
        ++matched;
        renewed.insert(number);
      }
    }
    if (!renewed.empty() && refersToOlder(renewed)) {
      return report(structure::kReaderDisagrees, last, offset);
    }
    if (matched != table.size() || other.anyWarnings()) {
      report(structure::kReaderDisagrees, last, offset);
    }
  } catch (const std::exception&) {
    report(structure::kReaderDisagrees, last, offset);
  }
}

}  // namespace sohoa::pdf
