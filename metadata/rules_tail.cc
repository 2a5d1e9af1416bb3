#include <algorithm>

#include "metadata/confidence.h"
#include "metadata/recipients.h"
#include "metadata/rules_support.h"
#include "metadata/signature.h"

namespace sohoa::metadata {
namespace {

Found partValue(const FieldRule& rule, const DocumentLayout& document, const SignatureBlock& block,
                const SignaturePart& part) {
  if (part.text.empty()) return std::nullopt;
  auto field = fieldValue(part.text, part.reading, document.pages[block.page], rule.rule, 0.97);
  if (part.reading.words.empty() && block.name) {
    field.box = block.name->reading.words.front()->box;
  }
  if (part.inferred) limit(field, "form_of_block", 0.75);
  if (!part.inferred) raise(field, "line_known", 0.4);
  if (!block.name) lower(field, "name_unreadable", 0.9);
  return field;
}

}  // namespace

Found signerRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto block = findSignature(document.pages, rule.anchors, document.vocabulary);
  if (!block || !block->name) return std::nullopt;
  auto field = fieldValue(block->name->name, block->name->reading, document.pages[block->page],
                          rule.rule, block->name->strength);
  if (block->name->mended) field.evidence.push_back("-mended");
  if (!block->name->surname) field.evidence.push_back("-surname_unknown");
  if (block->name->surname && !block->name->mended) field.evidence.push_back("+name_known");
  return field;
}

Found signerTitleRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto block = findSignature(document.pages, rule.anchors, document.vocabulary);
  if (!block) return std::nullopt;
  return partValue(rule, document, *block, block->title);
}

Found signerAuthorityRule(const FieldRule& rule, const DocumentLayout& document) {
  const auto block = findSignature(document.pages, rule.anchors, document.vocabulary);
  if (!block) return std::nullopt;
  return partValue(rule, document, *block, block->authority);
}

Found recipientsRule(const FieldRule& rule, const DocumentLayout& document) {
  return recipientList(document.pages, document.vocabulary, document.book, rule.rule);
}

}  // namespace sohoa::metadata
