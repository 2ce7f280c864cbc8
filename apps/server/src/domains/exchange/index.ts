export { createExchange, type Exchange, type ExchangeNeeds } from './exchange.ts';
export { exchangeMigrations } from './migrations/index.ts';
export { registerExchangeRoutes } from './routes.ts';
