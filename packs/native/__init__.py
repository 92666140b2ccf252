"""Charts that PowerPoint, Word and Excel draw themselves, with the workbook behind each."""
