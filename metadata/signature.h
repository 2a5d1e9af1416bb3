#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "metadata/layout.h"
#include "metadata/people.h"
#include "metadata/profile.h"

namespace sohoa::metadata {

// The signer's part of a document (Decree 30/2020/ND-CP, appendix I, II.7): authority, title, space
// for signature and seal, name, one under the other in the right half.
struct SignatureBlock {
  std::size_t page = 0;  // index into the layouts
  Reading authority;     // lines that begin with TM., KT., TL., TUQ.
  Reading title;         // PHÓ CHỦ TỊCH
  std::vector<std::string> authority_lines;
  std::vector<std::string> title_lines;
  std::optional<PersonName> name;
};

// The last block of the document, before any appendix. With `anchors` only a block under one of
// these headings counts ("Người yêu cầu"); the heading itself is then no title unless it is one of
// the vocabulary's positions.
[[nodiscard]] std::optional<SignatureBlock> findSignature(const std::vector<PageLayout>& pages,
                                                          const std::vector<Phrase>& anchors,
                                                          const Vocabulary& vocabulary);

}  // namespace sohoa::metadata
