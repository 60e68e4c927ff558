# embed.cmake - files of the tree as one C file, so that the program needs no other.
#
# As a module: kp_embed(<out.c> <symbol> <folder> <relative paths...>) adds the command
# that makes <out.c>, which defines the table declared in rules/embedded.h:
#   const kp_embedded <symbol>[];   const kp_str <symbol>_stem[];   <symbol>_count
# As a script (cmake -P): makes it.  Bytes are written as numbers, so that encodings and
# the limit on string literals do not matter.
if(NOT KP_EMBED_OUT)
  function(kp_embed out symbol folder)
    list(TRANSFORM ARGN PREPEND ${folder}/ OUTPUT_VARIABLE paths)
    string(REPLACE ";" "|" names "${ARGN}")
    add_custom_command(OUTPUT ${out}
      COMMAND ${CMAKE_COMMAND} "-DKP_EMBED_OUT=${out}" "-DKP_EMBED_SYMBOL=${symbol}"
              "-DKP_EMBED_FOLDER=${folder}" "-DKP_EMBED_NAMES=${names}"
              -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
      DEPENDS ${paths} ${CMAKE_CURRENT_FUNCTION_LIST_FILE} VERBATIM)
  endfunction()
  return()
endif()

string(REPLACE "|" ";" names "${KP_EMBED_NAMES}")
set(arrays "")
set(rows "")
set(stems "")
set(n 0)
foreach(name ${names})
  file(READ ${KP_EMBED_FOLDER}/${name} bytes HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
  string(REGEX REPLACE "(0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,0x..,)"
         "\\1\n" bytes "${bytes}")
  string(APPEND arrays "static const unsigned char file_${n}[] = {\n${bytes}0};\n")
  string(APPEND rows
         "    {\"${name}\", (const char *)file_${n}, sizeof file_${n} - 1},\n")
  string(REGEX REPLACE "\\.[^.]*$" "" stem "${name}")
  string(APPEND stems "    {\"${stem}\", sizeof \"${stem}\" - 1},\n")
  math(EXPR n "${n} + 1")
endforeach()
file(WRITE ${KP_EMBED_OUT}
  "/* Made by rules/embed.cmake. */\n#include \"rules/embedded.h\"\n\n${arrays}\n"
  "const kp_embedded ${KP_EMBED_SYMBOL}[] = {\n${rows}};\n"
  "const kp_str ${KP_EMBED_SYMBOL}_stem[] = {\n${stems}};\n"
  "const size_t ${KP_EMBED_SYMBOL}_count = ${n};\n")
