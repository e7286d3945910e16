export default { course: ["digits", "sentences"] };
