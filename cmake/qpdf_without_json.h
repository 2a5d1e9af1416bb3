// Seen before everything else in files that use qpdf (target sohoa_qpdf). qpdf 11's JSON.hh derives
// a struct from a vector of the class it is still inside; clang 14 to 16 refuse that in C++20,
// where the vector's destructor may run at compile time. Nothing here reads or writes qpdf's JSON,
// and its other headers only name the class, so the name is all they get.
#pragma once
#define JSON_HH  // the include guard of qpdf/JSON.hh
class JSON;
