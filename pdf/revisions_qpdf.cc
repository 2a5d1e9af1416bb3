#include <qpdf/QPDF.hh>
#include <qpdf/QPDFXRefEntry.hh>

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
    for (const auto number : numbers(last)) {
      const auto found = definition(number, last);
      const auto theirs = table.find(
          QPDFObjGen(static_cast<int>(number), static_cast<int>(found->entry->generation)));
      if (theirs == table.end() || !agrees(*found->entry, theirs->second)) {
        return report(structure::kReaderDisagrees, last, found->entry->offset, number);
      }
      ++matched;
    }
    if (matched != table.size() || other.anyWarnings()) {
      report(structure::kReaderDisagrees, last, offset);
    }
  } catch (const std::exception&) {
    report(structure::kReaderDisagrees, last, offset);
  }
}

}  // namespace sohoa::pdf
