#pragma once

// Private to pdf/: what the parts of an incremental update share.

#ifndef POINTERHOLDER_TRANSITION
#define POINTERHOLDER_TRANSITION 4
#endif

#include <map>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <set>
#include <string>

#include "core/error.h"
#include "pdf/incremental_update.h"
#include "pdf/update_errors.h"
#include "pdf/xref_section.h"

namespace sohoa::pdf {

// qpdf throws its own kinds for what a file contains; the words never quote page text.
template <class Body>
auto guarded(Body body) {
  try {
    return body();
  } catch (const core::Error&) {
    throw;
  } catch (const QPDFExc& error) {
    throw core::Error(kUnreadable, {.detail = error.getMessageDetail()});
  } catch (const std::exception& error) {
    throw core::Error(kUnreadable, {.detail = error.what()});
  }
}

// qpdf reads a bare reference only inside something.
inline QPDFObjectHandle parsed(QPDF& pdf, const std::string& text) {
  return QPDFObjectHandle::parse(&pdf, "[" + text + "]").getArrayItem(0);
}

inline ObjectId idOf(const QPDFObjectHandle& object) {
  const QPDFObjGen id = object.getObjGen();
  return {id.getObj(), id.getGen()};
}

struct IncrementalUpdate::State {
  mutable QPDF pdf;
  std::filesystem::path base;
  XrefEnd end;
  int next_number = 0;
  std::set<QPDFObjGen> changed;         // objects of the base, changed in qpdf's memory
  std::map<ObjectId, std::string> put;  // new objects, serialised

  QPDFObjectHandle object(ObjectId id) const { return pdf.getObjectByID(id.number, id.generation); }

  // The nearest object that has a number of its own, so that it can be written.
  void markChanged(QPDFObjectHandle object, QPDFObjectHandle holder) {
    const QPDFObjectHandle& owner = object.isIndirect() ? object : holder;
    if (owner.getObjectID() <= 0 || owner.getObjectID() >= next_number) {
      throw core::Error(kUnreadable, {.detail = "a page or form has no object of its own"});
    }
    changed.insert(owner.getObjGen());
  }

  std::optional<SignatureField> find(QPDFObjectHandle field, const std::string& prefix,
                                     bool inherits_sig, std::string_view wanted, int depth) const;
  QPDFObjectHandle formForUpdate();
  std::string trailer(std::uint64_t seed_size, std::span<const std::uint8_t> seed, int size) const;
};

}  // namespace sohoa::pdf
