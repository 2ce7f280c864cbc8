export { createNotifications, type Notifications, type EditNews } from './notifications.ts';
export { registerNotificationRoutes } from './routes.ts';
