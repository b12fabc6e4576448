// What the plugins for bundlers make, and `afterword/register`: a module that loads all modules with durable tasks.
declare module 'virtual:afterword/jobs' {}
