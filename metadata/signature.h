#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "metadata/layout.h"
#include "metadata/people.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// Words of a signature block as printed, and what they were read from.
struct SignaturePart {
  std::string text;  // lines joined by one space; empty when there are none
  Reading reading;
  // Not read but left as the only possibility by the form of the block: over "PHÓ CHỦ TỊCH" stands
  // "KT. CHỦ TỊCH", and the other way round.
  bool inferred = false;
};

// The signer's part of a document (Decree 30/2020/ND-CP, appendix I, II.7): authority, title, space
// for signature and seal, name, one under the other in the right half.
struct SignatureBlock {
  std::size_t page = 0;     // index into the layouts
  SignaturePart authority;  // lines that begin with TM., KT., TL., TUQ.
  SignaturePart title;      // PHÓ CHỦ TỊCH
  std::optional<PersonName> name;
};

// The last block of the document, before any appendix. With `anchors` only a block under one of
// these headings counts ("Người yêu cầu"); the heading itself is then no title unless it is one of
// the vocabulary's positions.
[[nodiscard]] std::optional<SignatureBlock> findSignature(const std::vector<PageLayout>& pages,
                                                          const std::vector<Phrase>& anchors,
                                                          const Vocabulary& vocabulary);

}  // namespace sohoa::metadata
