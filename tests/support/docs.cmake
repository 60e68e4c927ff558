# The pages of docs/ against the program: generated ones are made again and compared,
# commands in the others are run.
add_executable(gen_docs support/gen_docs.c support/doc_examples.c)
target_link_libraries(gen_docs PRIVATE kp_io)
set(docs ${PROJECT_SOURCE_DIR}/docs)
file(GLOB examples CONFIGURE_DEPENDS ${docs}/examples/*.txt)

function(kp_generated_page name)
  add_test(NAME docs_${name} COMMAND ${CMAKE_COMMAND} -DTOOL=$<TARGET_FILE:gen_docs>
    -DPAGE=${docs}/${name}.md "-DARGS=${name};${ARGN}"
    -P ${PROJECT_SOURCE_DIR}/tests/support/same_page.cmake)
  set_tests_properties(docs_${name} PROPERTIES LABELS docs)
  add_custom_target(docs_${name}_page
    COMMAND ${CMAKE_COMMAND} -DTOOL=$<TARGET_FILE:gen_docs> -DPAGE=${docs}/${name}.md
      "-DARGS=${name};${ARGN}" -DWRITE=ON
      -P ${PROJECT_SOURCE_DIR}/tests/support/same_page.cmake VERBATIM)
endfunction()
kp_generated_page(diagnostics ${examples})
kp_generated_page(builtins ${PROJECT_SOURCE_DIR}/rules/check/check_groups.c)

# `ninja docs_bless`: both generated pages, and what the commands of the others print now.
add_custom_target(docs_bless)
add_dependencies(docs_bless docs_diagnostics_page docs_builtins_page kpay)
foreach(page README.md README.zh.md docs/handbook.md)
  get_filename_component(name ${page} NAME)
  set(command sh ${PROJECT_SOURCE_DIR}/tests/support/doc_commands.sh)
  set(arguments $<TARGET_FILE:kpay> ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/${page})
  add_test(NAME docs_commands_${name} COMMAND ${command} ${arguments})
  set_tests_properties(docs_commands_${name} PROPERTIES LABELS docs)
  add_custom_command(TARGET docs_bless POST_BUILD COMMAND ${command} --bless ${arguments})
endforeach()
