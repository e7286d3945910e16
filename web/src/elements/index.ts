import "./digits/lesson.ts";
