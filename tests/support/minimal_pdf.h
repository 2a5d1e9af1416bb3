#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace sohoa::test {

struct MinimalPdfOptions {
  bool xref_stream = false;          // else one contiguous classic table
  bool signature_fields = true;      // CompetentPerson and AgencySeal, empty
  std::size_t padding_bytes = 0;     // size of an extra stream, for large files
  std::string catalog_entries = {};  // spliced into the catalog
  std::string trailer_entries = {};  // spliced into the trailer
  std::string tail = "%%EOF\n";      // last line
};

// A one-page A4 PDF written by hand: the smallest thing that can be signed.
inline std::string minimalPdf(const MinimalPdfOptions& options = {}) {
  std::vector<std::string> objects;  // object n stands at [n - 1]
  const bool fields = options.signature_fields;
  objects.push_back("<< /Type /Catalog /Pages 2 0 R" +
                    std::string(fields ? " /AcroForm 5 0 R" : "") + options.catalog_entries +
                    " >>");
  objects.push_back("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
  objects.push_back(
      "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Contents 4 0 R" +
      std::string(fields ? " /Annots [7 0 R 8 0 R]" : "") + " >>");
  const std::string content =
      "0.9 g 50 50 495 742 re f\n" + std::string(options.padding_bytes, ' ');
  objects.push_back("<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content +
                    "\nendstream");
  if (fields) {
    objects.push_back("<< /Fields 6 0 R /SigFlags 3 >>");
    objects.push_back("[7 0 R 8 0 R]");
    objects.push_back(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (CompetentPerson) /F 132 /P 3 0 R "
        "/Rect [30 770 290 830] >>");
    objects.push_back(
        "<< /Type /Annot /Subtype /Widget /FT /Sig /T (AgencySeal) /F 132 /P 3 0 R "
        "/Rect [305 770 565 830] >>");
  }

  std::string pdf = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    offsets.push_back(pdf.size());
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const std::string id =
      "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]";
  const std::size_t xref = pdf.size();
  if (options.xref_stream) {
    const std::size_t count = objects.size() + 2;
    offsets.push_back(xref);
    std::string rows("\x00\x00\x00\x00\x00\xff\xff", 7);
    for (const std::size_t offset : offsets) {
      rows += '\x01';
      for (int shift = 24; shift >= 0; shift -= 8) rows += static_cast<char>(offset >> shift);
      rows += std::string(2, '\0');
    }
    pdf += std::to_string(count - 1) + " 0 obj\n<< /Type /XRef /Size " + std::to_string(count) +
           " /W [1 4 2] /Root 1 0 R " + id + options.trailer_entries + " /Length " +
           std::to_string(rows.size()) + " >>\nstream\n" + rows + "\nendstream\nendobj\n";
  } else {
    pdf += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n";
    for (const std::size_t offset : offsets) {
      char entry[32];
      std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", offset);
      pdf += entry;
    }
    pdf += "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R " + id +
           options.trailer_entries + " >>\n";
  }
  return pdf + "startxref\n" + std::to_string(xref) + "\n" + options.tail;
}

}  // namespace sohoa::test
